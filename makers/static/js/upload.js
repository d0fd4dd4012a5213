// Hands in slides with a bar that fills. Without this script the form is sent as any form is.
const say = (form, sentence) => {
  const wrong = form.querySelector("[data-upload-wrong]");
  wrong.textContent = sentence;
  wrong.hidden = !sentence;
};

function show(form, busy) {
  form.querySelector("[data-upload-progress]").hidden = !busy;
  form.querySelector("[data-upload-stop]").hidden = !busy;
  form.querySelector("[type=submit]").disabled = busy;
}

function send(form) {
  const request = new XMLHttpRequest();
  const bar = form.querySelector("progress"), words = form.querySelector("[data-upload-progress] [role=status]");
  const fails = (sentence) => { show(form, false); say(form, sentence); };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => {
    bar.value = (loaded / total) * 100;
    words.textContent = loaded === total ? form.dataset.making : `${Math.round(bar.value)} %`;
  };
  request.onload = () => {
    if (request.response?.see) location.assign(request.response.see);
    else fails(request.response?.sentence ?? (request.status === 413 ? form.dataset.tooLarge : form.dataset.lost));
  };
  request.onerror = () => fails(form.dataset.lost);
  form.querySelector("[data-upload-stop]").onclick = () => { request.abort(); fails(""); };
  say(form, "");
  show(form, true);
  request.send(new FormData(form));
}

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (!form.matches("[data-upload]")) return;
  e.preventDefault();
  const size = [...form.querySelector("[type=file]").files].reduce((sum, file) => sum + file.size, 0);
  if (size > Number(form.dataset.most)) say(form, form.dataset.tooLarge);
  else send(form);
});
