import eslint from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

/** The core goes one way: a folder imports only folders above it in this list. */
const CORE = [
  "model",
  "sources",
  "rules",
  "counting",
  "findings",
  "incidents",
  "spend",
  "protect",
  "notifications",
  "elastic",
  "health",
];

/** `engine.ts` and `replay.ts` compose the folders, and no folder imports them. */
const COMPOSITION = "composition";

const coreSettings = {
  "import/resolver": { node: { extensions: [".ts"] } },
  "boundaries/elements": CORE.map((type) => ({ type, pattern: `lambda/core/${type}` })),
  "boundaries/files": [{ category: COMPOSITION, pattern: "lambda/core/*.ts" }],
};

const to = (types) => ({ to: { element: { types: { anyOf: types } } } });

const coreGoesOneWay = {
  default: "disallow",
  message: "lambda/core goes one way: {{from.type}}/ may not import {{to.type}}/ (CONTRIBUTING.md)",
  policies: [
    ...CORE.map((type, i) => ({
      from: { element: { type } },
      allow: to(CORE.slice(0, i + 1)),
    })),
    {
      from: { element: { types: { anyOf: CORE } } },
      disallow: { to: { file: { categories: COMPOSITION } } },
      message: "lambda/core goes one way: engine.ts and replay.ts compose the folders",
    },
    { from: { file: { categories: COMPOSITION } }, allow: to(CORE) },
    {
      from: { file: { categories: COMPOSITION } },
      allow: { to: { file: { categories: COMPOSITION } } },
    },
  ],
};

const infrastructure = {
  group: ["aws-cdk-lib", "aws-cdk-lib/*", "constructs", "**/lib/**", "**/bin/**"],
  message: "lambda/ never imports lib/ or bin/",
};
const outside = {
  group: ["@aws-sdk/*", "@aws-lambda-powertools/*", "aws-lambda", "node:*", "**/adapters/**"],
  message: "lambda/core is pure: take it through an interface",
};
/** The one exception: a hash that withstands attackers, which is a pure function. */
const outsideButHash = { ...outside, group: [...outside.group, "!node:crypto"] };
const allOfZod = {
  regex: "^zod$",
  message: "import * as z from 'zod/mini': the whole of zod triples a bundle",
};
const bare = {
  group: ["fs", "fs/*", "path", "crypto", "os", "util", "stream", "stream/*", "zlib", "events"],
  message: "lambda/core is pure: nothing of Node",
};

/** In a flat config the last matching block replaces the rule, so each layer repeats what holds below it. */
const layer = (files, ...patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

export default tseslint.config(
  { ignores: ["cdk.out/", "coverage/", "node_modules/", "**/*.mjs", "**/*.cjs"] },
  {
    files: ["**/*.ts"],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      prettier,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      complexity: ["error", 10],
      "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 5],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    files: ["test/**", "bench/**"],
    rules: {
      "max-lines": "off",
      "max-lines-per-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["test/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "Property[key.name='numRuns']:not([value.callee.name='runs'])",
          message: "numRuns: runs(…) of test/support/runs.ts, or npm test takes minutes",
        },
      ],
    },
  },
  layer(["lambda/**"], infrastructure, allOfZod),
  layer(["elastic/**"], infrastructure, allOfZod),
  layer(["lambda/core/**"], infrastructure, allOfZod, outside, bare),
  layer(["lambda/core/model/hash.ts"], infrastructure, allOfZod, outsideButHash, bare),
  {
    files: ["lambda/core/**"],
    plugins: { boundaries },
    settings: coreSettings,
    rules: {
      "boundaries/dependencies": ["error", coreGoesOneWay],
    },
  },
  {
    files: ["lambda/core/**"],
    rules: {
      "no-restricted-globals": ["error", "process", "Buffer", "setTimeout", "fetch", "crypto"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "time comes in as data" },
        { object: "Math", property: "random", message: "ids come in as data" },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "time comes in as data",
        },
      ],
    },
  },
);
