import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

const infrastructure = {
  group: ["aws-cdk-lib", "aws-cdk-lib/*", "constructs", "**/lib/**", "**/bin/**"],
  message: "lambda/ never imports lib/ or bin/",
};
const world = {
  group: ["@aws-sdk/*", "@aws-lambda-powertools/*", "aws-lambda", "node:*", "**/adapters/**"],
  message: "lambda/core is pure: take it through a port",
};
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
  layer(["lambda/core/**"], infrastructure, allOfZod, world, bare),
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
