import type { Weighted } from './chance.ts';
import {
  ask,
  call,
  callGrpc,
  consume,
  type Operation,
  page,
  probe,
  publish,
  say,
  serve,
  serveGrpc,
  sql,
  step,
  work,
} from './operations.ts';

const OPTIONAL = { isOptional: true };
const PARALLEL = { isParallel: true };

const session = serve('accounts', 'GET /api/session', 2, {
  steps: [step(ask('accounts', 'redis', 'GET', 0.5)), step(sql('accounts', 'SELECT sessions', 2), { share: 0.12 })],
});
const product = serve('catalog', 'GET /api/products/:sku', 5, {
  steps: [
    step(ask('catalog', 'redis', 'MGET', 0.7)),
    step(sql('catalog', 'SELECT products', 3.5), { share: 0.3 }),
    step(sql('catalog', 'SELECT images', 2), { share: 0.3, ...PARALLEL }),
  ],
  logs: [say('WARN', 0.01, ({ sku }) => `product ${sku} has no image in the wanted format`)],
});
const productList = serve('catalog', 'GET /api/products', 9, {
  steps: [step(sql('catalog', 'SELECT products', 6)), step(sql('catalog', 'SELECT prices', 4), { ...PARALLEL })],
});
const stock = serveGrpc('inventory', 'shop.Inventory/GetStock', 3, {
  steps: [step(sql('inventory', 'SELECT stock', 1.5))],
});
const recommend = serveGrpc('recommendation', 'shop.Recommendation/List', 8, {
  failShare: 0.006,
  steps: [step(work('recommendation', 'load features', 4)), step(work('recommendation', 'rank', 22))],
});
const find = serve('search', 'GET /api/search', 6, {
  steps: [step(ask('search', 'elasticsearch', 'search', 28)), step(work('search', 'render facets', 2))],
  logs: [say('INFO', 0.2, () => 'query rewritten by a synonym')],
});
const readCart = serve('cart', 'GET /api/cart', 2, { steps: [step(ask('cart', 'redis', 'HGETALL', 0.6))] });
const emptyCart = serve('cart', 'DELETE /api/cart', 2, { steps: [step(ask('cart', 'redis', 'DEL', 0.5))] });
const addToCart = serve('cart', 'POST /api/cart/items', 3, {
  steps: [step(ask('cart', 'redis', 'HSET', 0.6)), step(callGrpc('cart', stock), OPTIONAL)],
  logs: [say('INFO', 0.6, ({ sku }) => `added ${sku} to the cart`)],
});
const reserve = serveGrpc('inventory', 'shop.Inventory/Reserve', 4, {
  steps: [step(sql('inventory', 'SELECT stock', 2)), step(sql('inventory', 'UPDATE stock', 5))],
});
const charge = serve('payment', 'POST /api/charges', 12, {
  failShare: 0.008,
  steps: [
    step(sql('payment', 'SELECT customers', 2)),
    step(work('payment', 'score risk', 6)),
    step(work('payment', 'authorize with provider', 180)),
    step(sql('payment', 'INSERT charges', 4)),
  ],
  logs: [say('INFO', 1, ({ paymentProvider }) => `charge authorized by ${paymentProvider}`)],
});
const ship = consume('fulfilment', 'orders', 6, {
  steps: [
    step(sql('fulfilment', 'INSERT shipments', 4)),
    step(callGrpc('fulfilment', stock), { isOptional: true }),
    step(work('fulfilment', 'print label', 60)),
  ],
  logs: [say('INFO', 1, ({ zone }) => `shipment planned from ${zone}`)],
});
const confirm = consume('email', 'orders', 4, {
  steps: [step(work('email', 'render template', 15)), step(work('email', 'deliver', 90))],
  logs: [say('INFO', 0.5, ({ userId }) => `order confirmation sent to ${userId}`)],
});
const placeOrder = serve('checkout', 'POST /api/checkout', 14, {
  failShare: 0.003,
  steps: [
    step(call('checkout', readCart)),
    step(callGrpc('checkout', reserve), { repeatsMax: 3 }),
    step(call('checkout', charge)),
    step(sql('checkout', 'INSERT orders', 5)),
    step(sql('checkout', 'INSERT order_lines', 4), { repeatsMax: 2 }),
    step(call('checkout', emptyCart)),
    step(publish('checkout', 'orders', [ship, confirm])),
  ],
  logs: [say('INFO', 1, ({ currency }) => `order placed in ${currency}`)],
});

const gateway = (name: string, ...steps: Parameters<typeof step>[0][]): Operation =>
  serve('gateway', name, 1.2, { steps: steps.map((target) => step(target)) });

const viewProduct = page('documentLoad /product/:sku', 160, [
  step(call('web', gateway('GET /product/:sku', call('gateway', session), call('gateway', product)))),
  step(
    call('web', {
      ...gateway('GET /product/:sku/more'),
      steps: [step(callGrpc('gateway', stock)), step(callGrpc('gateway', recommend), { ...PARALLEL, ...OPTIONAL })],
    }),
    { isOptional: true },
  ),
  step(work('web', 'render gallery', 40)),
]);
const viewHome = page('documentLoad /', 190, [
  step(call('web', gateway('GET /', call('gateway', session), call('gateway', productList)))),
  step(call('web', gateway('GET /recommended', callGrpc('gateway', recommend))), { ...PARALLEL, ...OPTIONAL }),
]);
const searchProducts = page('submit search', 30, [
  step(call('web', gateway('GET /search', call('gateway', session), call('gateway', find)))),
]);
const putInCart = page('click add-to-cart', 20, [
  step(call('web', gateway('POST /cart', call('gateway', session), call('gateway', addToCart)))),
]);
const checkOut = page('submit checkout', 35, [
  step(call('web', gateway('POST /checkout', call('gateway', session), call('gateway', placeOrder)))),
]);

/** What shoppers do, and how often. */
export const JOURNEYS: Weighted<Operation> = [
  [viewProduct, 40],
  [viewHome, 22],
  [searchProducts, 18],
  [putInCart, 12],
  [checkOut, 8],
];

/** Asked by the orchestrator every 30 s, whoever shops. */
export const HEALTH_CHECKS: readonly Operation[] = (['gateway', 'catalog', 'cart', 'checkout'] as const).map(probe);
