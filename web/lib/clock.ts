/** Wall clock of the reader's machine, epoch milliseconds. The one place of web/ that asks for the time. */
export function nowMs(): number {
  // biome-ignore lint/complexity/useDateNow: Date.now is kept out of the code so that time can only come from here.
  return new Date().getTime();
}
