/** Where to go after signing in: a path of this page. Anything that could lead to another site becomes the start page. */
export function safeNextPath(text: string | undefined): string {
  // Browsers read `//host` and `/\host` as another site, and drop tabs and newlines on the way.
  return text !== undefined && /^\/(?![/\\])[^\t\r\n]*$/.test(text) && !text.startsWith('/sign-in') ? text : '/';
}
