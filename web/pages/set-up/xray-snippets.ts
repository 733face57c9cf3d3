import { exportLines, type Snippet, type SnippetInput, type SnippetStep } from './snippet.ts';

/** Behind a public URL nobody knows how the machine itself is reached. */
const DAEMON_UNKNOWN = 'ADDRESS_OF_THIS_SERVER:2000';

/** Source: AWS X-Ray developer guide, "Configuring the X-Ray SDK" for Python and Node.js (2026). */
function runStep({ endpoints: { xrayDaemon }, serviceName }: SnippetInput, command: string): SnippetStep {
  const variables = {
    AWS_XRAY_TRACING_NAME: serviceName,
    AWS_XRAY_DAEMON_ADDRESS: xrayDaemon ?? DAEMON_UNKNOWN,
  };
  const reach = xrayDaemon === undefined ? ' Segments go by UDP, which no web proxy passes on.' : '';
  return {
    title: 'Run your app with these',
    code: `${exportLines(variables)}\n${command}`,
    note: `The SDK asks the server which requests to record: the first of each second, and 5 % of the others.${reach}`,
  };
}

const FLASK_APP = `from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.ext.flask.middleware import XRayMiddleware
from flask import Flask

app = Flask(__name__)
XRayMiddleware(app, xray_recorder)


@app.get("/")
def hello():
    return "hello"`;

function flask(input: SnippetInput): Snippet {
  return {
    id: 'flask',
    title: 'Flask',
    steps: [
      { title: 'Install', code: 'pip install flask aws-xray-sdk' },
      { title: 'Save as app.py, or add the lines to yours', code: FLASK_APP },
      runStep(input, 'flask run --port 3000'),
    ],
  };
}

const EXPRESS_APP = `const xray = require('aws-xray-sdk');
const express = require('express');

const app = express();
app.use(xray.express.openSegment(process.env.AWS_XRAY_TRACING_NAME)); // before the routes
app.get('/', (request, response) => {
  response.send('hello');
});
app.use(xray.express.closeSegment()); // behind them
app.listen(3000);`;

function express(input: SnippetInput): Snippet {
  return {
    id: 'express',
    title: 'Express',
    steps: [
      { title: 'Install', code: 'npm install express aws-xray-sdk' },
      { title: 'Save as app.js, or add the lines to yours', code: EXPRESS_APP },
      runStep(input, 'node app.js'),
    ],
  };
}

function cli({ endpoints, keys }: SnippetInput): Snippet {
  const variables = {
    AWS_ENDPOINT_URL_XRAY: endpoints.origin,
    AWS_ACCESS_KEY_ID: keys.awsKey.id,
    AWS_SECRET_ACCESS_KEY: keys.awsKey.secret,
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  const command = 'aws xray get-trace-summaries --start-time "$(($(date +%s) - 600))" --end-time "$(date +%s)"';
  return {
    id: 'cli',
    title: 'AWS CLI',
    steps: [
      { title: 'Install', code: 'pip install awscli' },
      {
        title: 'Ask for the traces of the last ten minutes',
        code: `${exportLines(variables)}\n${command}`,
        note: 'Spans of OpenTelemetry answer too. boto3 and the other AWS SDKs read the same variables (those for Node, Go and Java AWS_REGION), and any region will do.',
      },
    ],
  };
}

/** One tab each, in the order of the page. */
export function xraySnippets(input: SnippetInput): readonly Snippet[] {
  return [flask, express, cli].map((make) => make(input));
}
