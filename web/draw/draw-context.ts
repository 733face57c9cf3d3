/**
 * What painting needs of a canvas, and no more: a test can write it down. Coordinates are CSS pixels; whoever owns the
 * canvas scales the context to the screen.
 */
export type DrawContext = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'font'
  | 'globalAlpha'
  | 'lineWidth'
  | 'textAlign'
  | 'textBaseline'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'measureText'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'bezierCurveTo'
  | 'closePath'
  | 'arc'
  | 'fill'
  | 'stroke'
  | 'rect'
  | 'clip'
  | 'save'
  | 'restore'
>;
