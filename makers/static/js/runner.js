// Runs pecha kuchas on screens: the projector, the speaker, who follows along, and the proof.
// The slide that is on follows from the start and the server's clock; talks/timing.py has the same rule.
const root = document.querySelector("[data-run]");
const part = (name) => root.querySelector(`[data-${name}]`);

export function at(run, moment) {
  const gone = ((run.pausedAt ?? moment) - run.startsAt) / 1000 - run.pausedSeconds;
  if (gone < 0) return { part: "countdown", number: Math.ceil(-gone), left: 0 };
  const number = Math.floor(gone / run.seconds) + 1;
  if (number > run.slides) return { part: "over", number: 0, left: 0 };
  return { part: "slide", number, left: number * run.seconds - gone };
}

// The server's clock, from the answer that was the quickest: half of its way is how late it came.
// One that was slow is asked again, so that slides change at the right tenth of a second.
let offset = Number(document.documentElement.dataset.now) - Date.now(), best = Infinity, tries = 5;
const now = () => Date.now() + offset;
let state = { talks: [], running: null, following: null };
const talk = (id) => state.talks.find((one) => one.id === id);

async function refresh() {
  const asked = Date.now();
  const answer = await fetch(root.dataset.state, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return; // it goes on from what it has
  const came = Date.now(), found = await answer.json();
  if (came - asked <= best) {
    best = came - asked;
    offset = found.now - (came + asked) / 2;
  }
  Object.assign(root.dataset, { way: best, offset });
  if (best > 100 && tries-- > 0) setTimeout(refresh, 1000);
  state = found;
  load();
  draw();
}

// Pictures stay in memory, decoded, for the talk that runs and the two after it.
const pictures = new Map();
function wanted() {
  const running = state.talks.findIndex((one) => one.id === state.running?.talk);
  const following = state.talks.findIndex((one) => one.id === state.following);
  const next = following < 0 ? [] : [state.talks[following], state.talks[following + 1]];
  return [state.talks[running], ...next].filter(Boolean);
}
function load() {
  const sources = new Set(wanted().flatMap((one) => one.slides.map(({ src }) => src).filter(Boolean)));
  for (const src of pictures.keys()) if (!sources.has(src)) pictures.delete(src);
  for (const src of sources) if (!pictures.has(src)) fetchPicture(src);
}
function fetchPicture(src) {
  const image = new Image();
  pictures.set(src, image);
  image.src = src;
  image.decode().then(() => { image.ready = true; draw(); }, () => { if (pictures.get(src) === image) pictures.delete(src); });
}
const isLoaded = () => wanted().every((one) => one.slides.every(({ src }) => pictures.get(src)?.ready));

function put(stage, slide) {
  if (stage.firstElementChild?.getAttribute("src") === slide.src) return;
  const image = pictures.get(slide.src) ?? Object.assign(new Image(), { src: slide.src });
  image.alt = slide.description ?? "";
  stage.replaceChildren(image);
}
function write(name, text) {
  const element = part(name);
  if (element && element.textContent !== text) element.textContent = text;
}
function show(name) {
  root.querySelectorAll("[data-part]").forEach((one) => { one.hidden = one.dataset.part !== name; });
  document.body.classList.toggle("is-running", name !== "opening" && name !== "empty");
}

const BLACK = 12; // seconds of black with the next name, before that talk's opening slide
const draws = {
  projector() {
    const run = state.running, stage = run && at(run, now());
    const next = talk(state.following), over = stage?.part === "over" ? endOf(run) : state.overAt;
    part("paused").hidden = !run?.pausedAt;
    if (stage?.part === "slide") {
      put(part("stage"), talk(run.talk).slides[stage.number - 1]);
      return show("slide");
    }
    if (stage?.part === "countdown") {
      write("count", String(Math.min(stage.number, 3)));
      return show("countdown");
    }
    if (next && over && now() < over + BLACK * 1000) {
      write("next", next.names);
      return show("black");
    }
    if (!next) return show(state.talks.length ? "end" : "empty");
    write("names", next.names);
    write("title", next.title);
    write("organisations", next.organisations);
    const ready = next.slides.length && isLoaded();
    write("ready-text", ready ? root.dataset.ready : next.slides.length ? root.dataset.loading : root.dataset.noSlides);
    part("ready-text").classList.toggle("is-ready", Boolean(ready));
    const form = part("start");
    if (form) {
      form.hidden = !next.slides.length;
      form.elements.after.value = state.newest;
      form.action = form.dataset.action.replace("/talks/0/", `/talks/${next.id}/`);
    }
    show("opening");
  },

  speaker() {
    const [mine] = state.talks, run = state.running;
    const stage = run && mine && run.talk === mine.id ? at(run, now()) : null;
    part("ring").toggleAttribute("hidden", stage?.part !== "slide");
    if (!mine?.slides.length || !stage || stage.part === "over") return;
    const place = stage.part === "slide" ? stage.number : 1;
    const current = mine.slides[place - 1], next = mine.slides[place];
    put(part("stage"), current);
    write("notes", current.notes);
    write("number", stage.part === "slide" ? root.dataset.slideOf.replace("#", place) : String(stage.number));
    part("coming").hidden = !next;
    if (next) {
      put(part("next-stage"), next);
      write("next-notes", next.notes);
    }
    write("left", String(Math.ceil(stage.left)));
    part("ring").querySelector(".left").setAttribute("stroke-dashoffset", String(100 - (stage.left / run.seconds) * 100));
  },

  follow() {
    const run = state.running, on = run && talk(run.talk), next = talk(state.following);
    const stage = on ? at(run, now()) : null;
    write("title", on ? on.title : root.dataset.waiting);
    write("names", on ? on.names : next ? root.dataset.coming.replace("#", `${next.names}, ${next.title}`) : "");
    const slide = stage?.part === "slide" ? on.slides[stage.number - 1] : null;
    write("number", slide ? root.dataset.slideOf.replace("##", run.slides).replace("#", stage.number) : "");
    write("description", slide ? slide.description || root.dataset.wordless : "");
  },

  proof() {
    const slides = [...document.querySelectorAll("[data-slide]")];
    const run = state.running, stage = run && at(run, now());
    if (stage?.part === "over") return stop();
    if (stage) place = stage.number;
    const { src, alt } = slides[place - 1];
    put(part("stage"), { src, description: alt });
    write("number", alt);
    write("left", stage ? `${Math.ceil(stage.left)} s` : "");
  },
};

const endOf = (run) => run.startsAt + (run.slides * run.seconds + run.pausedSeconds) * 1000;

// The proof plays on this device alone.
let place = 1;
function stop() {
  state.running = null;
  const button = part("play");
  [button.textContent, button.dataset.stopText] = [button.dataset.stopText, button.textContent];
  draw();
}
function play() {
  if (state.running) return stop();
  const button = part("play");
  [button.textContent, button.dataset.stopText] = [button.dataset.stopText, button.textContent];
  const count = document.querySelectorAll("[data-slide]").length;
  state.running = { startsAt: now(), slides: count, seconds: Number(root.dataset.seconds), pausedAt: null, pausedSeconds: 0 };
  draw();
}
function step(by) {
  if (state.running) stop();
  place = Math.min(Math.max(place + by, 1), document.querySelectorAll("[data-slide]").length);
  draw();
}

function draw() { draws[root.dataset.run](); }

async function start(form) {
  await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } }).catch(() => null);
  refresh();
}
async function stayAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => null);
}

if (root?.dataset.run === "proof") {
  part("play").addEventListener("click", play);
  root.querySelectorAll("[data-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  setInterval(draw, 50);
} else if (root) {
  refresh();
  setInterval(draw, 50);
  setInterval(refresh, 30_000);
  for (const topic of ["runner", "slots", "programme", "reload"]) document.addEventListener(topic, refresh);
  addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => { stayAwake(); if (!document.hidden) refresh(); });
  stayAwake();
  const form = part("start");
  form?.addEventListener("submit", (e) => { e.preventDefault(); start(form); });
  if (form) {
    addEventListener("keydown", (e) => {
      if (e.key !== " " || form.hidden || e.target.closest("button")) return;
      e.preventDefault();
      if (!root.querySelector("[data-part=opening]").hidden) start(form);
    });
  }
  part("fullscreen")?.addEventListener("click", () => document.documentElement.requestFullscreen?.());
}
