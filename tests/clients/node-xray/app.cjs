// An Express application with the X-Ray SDK. Where to is told by AWS_XRAY_DAEMON_ADDRESS alone.
const xray = require('aws-xray-sdk');
const express = require('express');

const app = express();
app.use(xray.express.openSegment('node-shop'));

app.get('/cart', (_request, response) => {
  xray.captureAsyncFunc('price', (subsegment) => {
    subsegment.addAnnotation('articles', 3);
    subsegment.addMetadata('basket', { tea: 2 });
    subsegment.close();
    response.json({ ok: true });
  });
});

app.get('/broken', () => {
  throw new TypeError('the madeleines are missing');
});

app.use(xray.express.closeSegment());
const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
