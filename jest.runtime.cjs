// What Jest itself runs suites with.
const { default: Runtime } = require(
  require.resolve("jest-runtime", { paths: [require.resolve("jest")] }),
);

/** Loading CDK takes a second, and no suite changes it. */
const CDK = /^(?:aws-cdk-lib|constructs)(?:\/|$)/;

/** Jest's runtime, except that a process loads CDK once, not once for each suite. */
module.exports = class extends Runtime {
  requireModuleOrMock(from, name) {
    return CDK.test(name) ? require(name) : super.requireModuleOrMock(from, name);
  }
};
