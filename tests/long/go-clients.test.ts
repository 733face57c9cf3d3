import { describe } from 'vitest';
import { describeShop } from './shop.kit.ts';

/** Go's errors have no stack: each client says where it was told of the error, which is in the handler. */
const HANDLER = 'main.broken';

describe('aws-xray-sdk-go, rollbar-go and OpenTelemetry for Go', () => {
  describeShop({
    program: 'COMBRAY_LONG_GO_SHOP',
    titleOf: (cart) => `cart ${cart} cannot be shown`,
    chains: {
      opentelemetry: [{ type: '*main.CartError', method: HANDLER }],
      rollbar: [
        { type: 'main.CartError', method: HANDLER },
        { type: 'fmt.wrapError', method: HANDLER },
        { type: 'errors.errorString', method: HANDLER },
      ],
      // The package is cut off by the SDK.
      xray: [{ type: 'main.CartError', method: 'broken' }],
    },
  });
});
