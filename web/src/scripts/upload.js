// Uploads on the form of a record, with progress. The answer is the page that a browser without scripts would get: its part with the files
// takes the place of the one here, so that what stands in the form and is not saved yet stays.

function replace(text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const files = answer.getElementById("files");
  if (!files) return false;
  document.getElementById("files").replaceWith(files);
  // The record is at another event now; the form goes on from there.
  const seen = answer.querySelector(".record-form input[name=_seen]");
  const own = document.querySelector(".record-form input[name=_seen]");
  if (seen && own) own.value = seen.value;
  return true;
}

function say(form, text) {
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.textContent = text;
  form.closest("fieldset").querySelector("[role=alert]").replaceChildren(problem);
}

function send(form) {
  const [file] = form.elements.file.files;
  if (file && file.size > Number(form.dataset.most)) {
    say(form, form.dataset.tooLarge);
    return;
  }
  const field = form.closest("fieldset").id;
  const [button, progress] = [form.querySelector("button"), form.querySelector("progress")];
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = event.loaded / event.total;
  });
  const broken = () => {
    progress.hidden = true;
    button.disabled = false;
    say(form, form.dataset.broken);
  };
  request.addEventListener("error", broken);
  request.addEventListener("load", () => {
    const fits = (request.status === 200 || request.status === 422) && replace(request.responseText);
    if (!fits) broken();
    else document.getElementById(field)?.querySelector("input[type=file], button")?.focus();
  });
  const data = new FormData(form);
  button.disabled = true;
  progress.value = 0;
  progress.hidden = false;
  request.send(data);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-upload]")) return;
  event.preventDefault();
  send(event.target);
});
