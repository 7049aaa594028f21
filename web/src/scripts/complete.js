// Offers how a question may go on, while it is typed.

const PAUSE = 150;

const box = document.querySelector("input[data-complete]");
const list = document.getElementById("completions");

if (box && list) {
  let timer;
  let asked = "";

  const ask = async () => {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    if (text === "") return list.replaceChildren();
    try {
      const answer = await fetch(`${box.dataset.complete}?q=${encodeURIComponent(text)}`);
      if (!answer.ok || text !== asked) return;
      const { items } = await answer.json();
      list.replaceChildren(...items.map((item) => new Option(item, item)));
    } catch {
      // Without completions the box works as well.
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
