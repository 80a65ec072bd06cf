// A short two-tone ring, made here: no file to load. Browsers allow it once the person has clicked somewhere.

/** @type {AudioContext | undefined} */
let context;
let silentUntil = 0;

/** Ring, at most once in five seconds. */
export function ring() {
  if (Date.now() < silentUntil) return;
  silentUntil = Date.now() + 5000;
  context ??= new AudioContext();
  const start = context.currentTime;
  for (const [index, pitch] of [880, 660, 880].entries()) tone(context, pitch, start + index * 0.18);
}

/** @param {AudioContext} audio @param {number} pitch @param {number} at */
function tone(audio, pitch, at) {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0.2, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.16);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.17);
}
