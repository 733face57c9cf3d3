import { exportLines, type Snippet, type SnippetInput } from './snippet.ts';

const FLASK_APP = `import os

import rollbar
import rollbar.contrib.flask
from flask import Flask, got_request_exception

app = Flask(__name__)
rollbar.init(
    os.environ["ROLLBAR_ACCESS_TOKEN"],
    environment="development",
    endpoint=os.environ["ROLLBAR_ENDPOINT"],
    root=os.path.dirname(os.path.realpath(__file__)),
    allow_logging_basic_config=False,
)
got_request_exception.connect(rollbar.contrib.flask.report_exception, app)


@app.get("/")
def hello():
    raise ValueError("hello from Flask")`;

function flask({ endpoints, keys }: SnippetInput): Snippet {
  const variables = {
    ROLLBAR_ACCESS_TOKEN: keys.rollbarServerToken,
    // The base, with its slash: pyrollbar resolves `item/` against it. Source: pyrollbar 1.3, rollbar/__init__.py.
    ROLLBAR_ENDPOINT: `${endpoints.origin}/api/1/`,
  };
  return {
    id: 'flask',
    title: 'Flask',
    steps: [
      { title: 'Install', code: 'pip install flask rollbar blinker' },
      { title: 'Save as app.py, or add the lines to yours', code: FLASK_APP },
      {
        title: 'Run your app with these',
        code: `${exportLines(variables)}\nflask run --port 3000`,
        note: 'Each request to http://127.0.0.1:3000/ raises. The endpoint ends in a slash: pyrollbar puts item/ behind it.',
      },
    ],
  };
}

const EXPRESS_APP = `const express = require('express');
const Rollbar = require('rollbar');

const rollbar = new Rollbar({
  accessToken: process.env.ROLLBAR_ACCESS_TOKEN,
  endpoint: process.env.ROLLBAR_ENDPOINT,
  environment: 'development',
  captureUncaught: true,
  captureUnhandledRejections: true,
});

const app = express();
app.get('/', () => {
  throw new Error('hello from Express');
});
app.use(rollbar.errorHandler()); // behind the routes
app.listen(3000);`;

const itemEndpoint = ({ endpoints }: SnippetInput) => `${endpoints.origin}/api/1/item/`;

function express(input: SnippetInput): Snippet {
  const variables = { ROLLBAR_ACCESS_TOKEN: input.keys.rollbarServerToken, ROLLBAR_ENDPOINT: itemEndpoint(input) };
  return {
    id: 'express',
    title: 'Express',
    steps: [
      { title: 'Install', code: 'npm install express rollbar' },
      { title: 'Save as app.js, or add the lines to yours', code: EXPRESS_APP },
      {
        title: 'Run your app with these',
        code: `${exportLines(variables)}\nnode app.js`,
        note: 'Each request to http://127.0.0.1:3000/ throws.',
      },
    ],
  };
}

function browser(input: SnippetInput): Snippet {
  const code = `import Rollbar from 'rollbar';

new Rollbar({
  accessToken: ${JSON.stringify(input.keys.rollbarClientToken)},
  endpoint: ${JSON.stringify(itemEndpoint(input))},
  environment: 'development',
  captureUncaught: true,
  captureUnhandledRejections: true,
});`;
  return {
    id: 'browser',
    title: 'Browser',
    steps: [
      { title: 'Install', code: 'npm install rollbar' },
      {
        title: 'First in the script of your page',
        code,
        note: 'Whoever opens the page can read this token. All it may do is post errors of browsers and apps.',
      },
      {
        title: 'Try it in the console of the browser',
        code: "setTimeout(() => { throw new Error('hello from the browser'); });",
      },
    ],
  };
}

/** One tab each, in the order of the page. */
export function rollbarSnippets(input: SnippetInput): readonly Snippet[] {
  return [flask, express, browser].map((make) => make(input));
}
