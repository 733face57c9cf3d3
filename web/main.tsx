import { config } from 'zod';

// zod compiles its checks with `new Function`, which the page's content security policy refuses and reports. It asks when
// a schema is made, so that this must have run before any module with one is loaded: hence the second step.
config({ jitless: true });
void import('./app.tsx');
