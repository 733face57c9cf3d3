import 'react';

// Our own custom properties may stand in a style attribute.
declare module 'react' {
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
