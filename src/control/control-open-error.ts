/** The control store cannot be used. The message is one clear line for whoever starts the server. */
export class ControlOpenError extends Error {
  override readonly name = 'ControlOpenError';
}
