import { cleanName, foldName } from "./clean.ts";

/** What agents call an app by themselves, for every language: `unknown_service:node`, `unknown-go-service`, … */
const UNKNOWN = /^unknown-(?:service(?:-.*)?|[a-z0-9]{1,20}-service)$/;

/** A variable nobody filled in: `${APP_NAME}`, `{{name}}`, `%APP%`, `$NAME`, `<your app>`. */
const UNFILLED = /\$\{|\$\(|\{\{|^%[^%]+%$|^\$[a-z_]\w*$|^<[^>]*>$|^\[[^\]]*\]$/i;

/** From guides, samples and settings nobody changed, separators left out. */
const SAMPLES = new Set([
  "app",
  "appname",
  "application",
  "applicationname",
  "changeme",
  "default",
  "demo",
  "demoapp",
  "example",
  "exampleapp",
  "foo",
  "foobar",
  "helloworld",
  "main",
  "myapp",
  "myapplication",
  "myappname",
  "myfirstapp",
  "myproject",
  "myservice",
  "myservicename",
  "name",
  "newapp",
  "none",
  "null",
  "pythonservice",
  "sample",
  "sampleapp",
  "server",
  "service",
  "servicename",
  "springapplication",
  "test",
  "testapp",
  "testing",
  "testservice",
  "undefined",
  "untitled",
  "yourapp",
  "yourappname",
  "yourservice",
  "yourservicename",
]);

/** Whether many apps are called this because nobody gave them a name of their own. */
export function isPlaceholder(name: string): boolean {
  const clean = cleanName(name);
  const folded = foldName(clean);
  return UNKNOWN.test(folded) || UNFILLED.test(clean) || SAMPLES.has(folded.replaceAll("-", ""));
}
