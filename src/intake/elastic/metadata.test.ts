import { describe, expect, it, test } from "vitest";
import { decodeResource, TOO_LONG } from "./decoder-fixture.ts";
import { metadata } from "./door-fixture.ts";

describe("metadata (2.1)", () => {
  it("becomes a resource", () => {
    const line = metadata(
      {
        version: "1.2",
        environment: "prod",
        id: "ignored",
        node: { configured_name: "n1" },
        framework: { name: "express", version: "5" },
        language: { name: "javascript" },
        runtime: { name: "node", version: "26" },
        agent: { name: "nodejs", version: "", ephemeral_id: "e", activation_method: "require" },
      },
      {
        process: { pid: 1, ppid: 2, title: "t", argv: ["a", null] },
        system: {
          architecture: "x64",
          platform: "linux",
          host_id: "h",
          configured_hostname: "web",
          detected_hostname: "web.local",
          container: { id: "c" },
          kubernetes: { namespace: "ns", node: { name: "k8s-1" }, pod: { name: "p", uid: "u" } },
        },
        cloud: {
          provider: "gcp",
          region: "r",
          availability_zone: "z",
          account: { id: "1", name: "a" },
          instance: { id: "2", name: "i" },
          machine: { type: "m", id: 5 },
          project: { id: "3", name: "p" },
          service: { name: "run" },
        },
        user: { id: 7, username: "kim", email: "k@example.com", domain: "d" },
        network: { connection: { type: "5g" } },
        labels: { "a.b": "s", n: 1.5, yes: true, none: null },
      },
    );
    expect(decodeResource(line)).toEqual({
      service: {
        name: "shop",
        environment: "prod",
        version: "1.2",
        nodeName: "n1",
        framework: { name: "express", version: "5" },
        language: { name: "javascript", version: undefined },
        runtime: { name: "node", version: "26" },
        origin: undefined,
      },
      agent: { name: "nodejs", version: "", ephemeralId: "e", activationMethod: "require" },
      process: { pid: 1, parentPid: 2, title: "t", args: ["a", ""] },
      host: { name: "web", hostname: "k8s-1", id: "h", architecture: "x64", osPlatform: "linux", ip: undefined },
      containerId: "c",
      kubernetes: { namespace: "ns", nodeName: "k8s-1", podName: "p", podUid: "u" },
      cloud: {
        provider: "gcp",
        region: "r",
        availabilityZone: "z",
        accountId: "1",
        accountName: "a",
        instanceId: "2",
        instanceName: "i",
        machineType: "m",
        projectId: "3",
        projectName: "p",
        serviceName: "run",
      },
      networkConnectionType: "5g",
      user: { id: "7", name: "kim", email: "k@example.com", domain: "d" },
      labels: {
        strings: [
          ["a_b", "s"],
          ["yes", "true"],
        ],
        numbers: [["n", 1.5]],
      },
    });
  });

  test.each([
    ['{"metadata":{"service":{"name":"x"}}}', "metadata: service: 'agent' required"],
    ['{"metadata":{"process":{"pid":1}}}', "metadata: 'service' required"],
    [metadata({ name: undefined }), "metadata: service: 'name' required"],
    [metadata({ name: null }), "metadata: service: 'name' required"],
    [metadata({ name: "" }), "metadata: service: 'name': validation rule 'minLength(1)' violated"],
    [
      metadata({ name: "a.b" }),
      "metadata: service: 'name': validation rule 'pattern(patternAlphaNumericExt)' violated",
    ],
    [metadata({ agent: { version: "1" } }), "metadata: service: agent: 'name' required"],
    [
      metadata({ agent: { name: "", version: "1" } }),
      "metadata: service: agent: 'name': validation rule 'minLength(1)' violated",
    ],
    [metadata({ agent: { name: "a" } }), "metadata: service: agent: 'version' required"],
    [metadata({ language: { version: "1" } }), "metadata: service: language: 'name' required"],
    [metadata({ runtime: { name: "node" } }), "metadata: service: runtime: 'version' required"],
    [
      metadata({ environment: TOO_LONG }),
      "metadata: service: 'environment': validation rule 'maxLength(1024)' violated",
    ],
    [metadata({}, { process: { ppid: 1 } }), "metadata: process: 'pid' required"],
    [metadata({}, { cloud: { region: "r" } }), "metadata: cloud: 'provider' required"],
    [
      metadata({}, { labels: { a: "x".repeat(1025) } }),
      "metadata: 'labels': validation rule 'maxLengthVals(1024)' violated",
    ],
    [metadata({}, { user: { id: true } }), "metadata: user: 'id': validation rule 'inputTypes(string;int)' violated "],
    [
      metadata({}, { labels: { a: {} } }),
      "metadata: 'labels': validation rule 'inputTypesVals(string;bool;number)' violated for key a",
    ],
    ['{"m":{"se":{"a":{"n":"x","ve":"1"}}}}', "m: se: 'n' required"],
  ])("%s", (line, rules) => expect(decodeResource(line)).toBe(`validation error: ${rules}`));

  test.each([
    metadata({}, { process: { pid: "1" } }),
    metadata({}, { system: "x" }),
    metadata({}, { process: { pid: 1, argv: [1] } }),
    metadata({ name: 5 }),
  ])("of the wrong type: %s", (line) =>
    expect(decodeResource(line)).toMatch(/^decode error: data read error: metadata/),
  );

  it("counts empty objects and nulls as absent", () => {
    const line = metadata(
      { language: {}, runtime: null },
      { process: {}, cloud: { account: {} }, system: null, labels: {} },
    );
    expect(decodeResource(line)).toMatchObject({
      process: undefined,
      cloud: undefined,
      host: undefined,
      labels: undefined,
    });
  });
});
