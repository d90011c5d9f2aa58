import { withOwnNames } from "../../lib/own-names";
import { deployConfig } from "./synth";

test("every e-mail links to the stack's own dashboard, by a link that holds in every Region", () => {
  const { detector } = withOwnNames(deployConfig(), "Guard-eu-west-1", ["Guard"]);
  expect(detector.dashboardUrl).toBe(
    "https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/Guard-eu-west-1",
  );
});

test("or to the dashboard that the configuration names", () => {
  const dashboardUrl = "https://grafana.example.com/d/sms";
  const { detector } = withOwnNames(deployConfig({ detector: { dashboardUrl } }), "Guard", [
    "Guard",
  ]);
  expect(detector.dashboardUrl).toBe(dashboardUrl);
});

test("all that is named as the stacks are is theirs, each name once", () => {
  const ownResources = ["Spend-*", "SmsPumping-respond"];
  const given = deployConfig({ detector: { ownResources, quietMinutes: 45 } });
  const { detector } = withOwnNames(given, "Guard", ["Guard", "Spend"]);
  expect(detector.ownResources).toEqual(["Guard-*", "Spend-*", "SmsPumping-respond"]);
  expect(detector.quietMinutes).toBe(45);
});
