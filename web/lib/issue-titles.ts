/** Titles are cut after 255 characters, so that the end of a message need not stand in one that says it. */
const COMPARED_CHARS = 120;

/** Whether the newest occurrence says something that the title, which is of the first one, does not. */
export function saysMore({ title, lastMessage }: { readonly title: string; readonly lastMessage: string }): boolean {
  return !title.includes(lastMessage.trim().slice(0, COMPARED_CHARS));
}
