import { withOwnNames } from "../../lib/own-names";
import { deployConfig } from "./synth";

const LINK = "https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/Guard";

test("every e-mail links to the stack's own dashboard", () => {
  const { detector } = withOwnNames(deployConfig(), LINK, ["Guard"]);
  expect(detector.dashboardUrl).toBe(LINK);
});

test("or to the dashboard that the configuration names", () => {
  const dashboardUrl = "https://grafana.example.com/d/sms";
  const { detector } = withOwnNames(deployConfig({ detector: { dashboardUrl } }), LINK, ["Guard"]);
  expect(detector.dashboardUrl).toBe(dashboardUrl);
});

test("all that is named as the stacks are is theirs, each name once", () => {
  const ownResources = ["Spend-*", "SmsPumping-respond"];
  const given = deployConfig({ detector: { ownResources, quietMinutes: 45 } });
  const { detector } = withOwnNames(given, LINK, ["Guard", "Spend"]);
  expect(detector.ownResources).toEqual(["Guard-*", "Spend-*", "SmsPumping-respond"]);
  expect(detector.quietMinutes).toBe(45);
});
