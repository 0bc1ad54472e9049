/** Frame rate limit: 30 a second. */
const FRAME_MS = 34;
/** More than a timer takes. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** When the screen is drawn: at once, but not more often than it is worth. */
export interface Frames {
  /** Schedules a frame: now, or as soon as the rate limit allows. */
  schedule(): void;
  /** Puts the scheduled frame off by one: something is about to come of it. */
  hold(): void;
  /** Draws at once, whatever was drawn last. */
  draw(): void;
  stop(): void;
}

/** @param draw draws a frame. @returns when it changes by itself, in Unix milliseconds. */
export function createFrames(draw: () => number | undefined): Frames {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawnMs = 0;
  let isScheduled = false;
  const frames: Frames = {
    schedule() {
      // Not a debounce: a flood of events must not postpone the frame for ever.
      if (isScheduled) return;
      isScheduled = true;
      wait(drawnMs + FRAME_MS - performance.now());
    },
    hold() {
      drawnMs = performance.now();
      isScheduled = false;
      frames.schedule();
    },
    draw() {
      isScheduled = false;
      drawnMs = performance.now();
      clearTimeout(timer);
      const changesMs = draw();
      if (changesMs !== undefined) wait(Math.max(changesMs - Date.now(), FRAME_MS));
    },
    stop: () => clearTimeout(timer),
  };
  function wait(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(frames.draw, Math.min(Math.max(ms, 0), MAX_WAIT_MS));
  }
  return frames;
}
