// The bell of a table's clock: it sounds and shakes at the last minute and at the end. Off until
// somebody switches it on, and remembered on this device.
const bell = document.querySelector("[data-bell]");
if (bell) {
  let audio = null;
  // a browser lets a page sound only after a touch
  const wake = () => {
    if (!bell.checked) return;
    audio ??= new AudioContext();
    audio.resume();
  };
  const tone = (hertz, after) => {
    const at = audio.currentTime + after, sound = audio.createOscillator(), volume = audio.createGain();
    sound.frequency.value = hertz;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    sound.connect(volume).connect(audio.destination);
    sound.start(at);
    sound.stop(at + 0.5);
  };
  const ring = (isOver) => {
    navigator.vibrate?.(isOver ? [200, 100, 200] : [200]);
    if (audio?.state !== "running") return;
    tone(660, 0);
    if (isOver) tone(880, 0.35);
  };
  bell.checked = localStorage.getItem("bell") === "on";
  bell.addEventListener("change", async () => {
    if (!bell.checked) return localStorage.removeItem("bell");
    localStorage.setItem("bell", "on");
    wake();
    await audio.resume();
    ring(false);
  });
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, wake);
  document.addEventListener("minute", (e) => { if (bell.checked && e.detail <= 1) ring(e.detail === 0); });
}
