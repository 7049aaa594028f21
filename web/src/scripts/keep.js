// Keeps what is entered into the form of a record: some seconds after a change, and when the page is left.

const AFTER = 20_000;

const form = document.querySelector("form[data-keep]");
const place = document.getElementById("kept");

if (form && place) {
  let timer;
  let changed = false;

  const body = () => {
    const pairs = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") pairs.append(name, value);
    }
    return pairs;
  };

  const keep = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (!changed) return;
    changed = false;
    try {
      const entered = body();
      // What outlives its page may have 64 kB.
      const keepalive = entered.toString().length < 60_000;
      const answer = await fetch(form.dataset.keep, { method: "POST", body: entered, keepalive });
      if (answer.ok) {
        const { at } = await answer.json();
        place.textContent = form.dataset.kept.replace("%time%", new Date(at).toLocaleTimeString([], { timeStyle: "short" }));
        return;
      }
      const { conflict, signedOut, failed } = form.dataset;
      place.textContent = answer.status === 409 ? conflict : [401, 403].includes(answer.status) ? signedOut : failed;
    } catch {
      place.textContent = form.dataset.failed;
    }
    // What was entered stays on the page and is tried again after the next change.
    changed = true;
  };

  form.addEventListener("input", () => {
    changed = true;
    timer ??= setTimeout(keep, AFTER);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}
