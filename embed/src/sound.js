// SPDX-License-Identifier: MIT
// A short sound for a new message, made on the spot. Silent where the browser wants an act of the
// visitor first.

let context = null;
let last = 0;

export function playSound() {
  const now = performance.now();
  if (now - last < 800 || typeof AudioContext !== 'function') return;
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  last = now;
  context ??= new AudioContext();
  if (context.state === 'suspended') context.resume().catch(() => {});
  const start = context.currentTime;
  for (const [frequency, at] of [[660, 0], [880, 0.09]]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(0.08, start + at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.22);
    tone.connect(volume).connect(context.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.25);
  }
  setTimeout(() => { if (performance.now() - last > 4000) context?.suspend().catch(() => {}); }, 5000);
}
