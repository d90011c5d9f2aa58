import { addressOf } from "../../../bin/elastic/address";
import { ConfigError } from "../../../lambda/core/model/config";

const CLOUD_ID = `soc:${Buffer.from("example.com$abc$def").toString("base64")}`;

function refusal(product: "Elasticsearch" | "Kibana", text: string | undefined): string {
  try {
    addressOf(product, text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("an address", () => {
  test.each([
    ["https://es.example.com", "https://es.example.com"],
    ["https://es.example.com/", "https://es.example.com"],
    [" https://es.example.com:9243/ ", "https://es.example.com:9243"],
    ["https://example.com/elastic/", "https://example.com/elastic"],
    ["http://localhost:9200", "http://localhost:9200"],
    ["http://127.0.0.1:9200", "http://127.0.0.1:9200"],
    ["http://[::1]:9200", "http://[::1]:9200"],
  ])("%s is %s", (text, wanted) => {
    expect(addressOf("Elasticsearch", text)).toBe(wanted);
  });

  test.each([
    [undefined, "--elasticsearch: got nothing; give the https:// URL of Elasticsearch"],
    ["es.example.com", "which has no scheme; give https://es.example.com"],
    ["localhost:9200", "which has no scheme; give https://localhost:9200"],
    ["es.example.com:9243/x", "which has no scheme; give https://es.example.com:9243/x"],
    ["", "got no URL"],
    ["https://", "got no URL"],
    ["ftp://es.example.com", "got no https:// URL; give one such as https://es.example.com:443"],
    ["http://es.example.com", "over which the key could be read by others"],
    ["https://es.example.com?x=1", "got a URL with ? or #"],
    [
      CLOUD_ID,
      "got a Cloud ID; give the addresses in it: --elasticsearch https://abc.example.com --kibana https://def.example.com",
    ],
  ])("refuses %s", (text, said) => {
    expect(refusal("Elasticsearch", text)).toContain(said);
  });

  test.each(["https://elastic:secret@es.example.com", "elastic:secret@es.example.com"])(
    "refuses %s without repeating the password",
    (text) => {
      const said = refusal("Elasticsearch", text);
      expect(said).toMatch(/^--elasticsearch: got (a name and a password|no https:)/);
      expect(said).not.toContain("secret");
    },
  );

  test.each([
    ["https://kb.example.com/app/security/rules", "give --kibana https://kb.example.com"],
    ["https://kb.example.com/s/soc/app/home", "give --kibana https://kb.example.com --space soc"],
    ["https://kb.example.com/s/soc", "give --kibana https://kb.example.com --space soc"],
    ["https://example.com/kibana/s/soc/", "give --kibana https://example.com/kibana --space soc"],
  ])("refuses %s, a page in Kibana", (text, said) => {
    expect(refusal("Kibana", text)).toBe(`--kibana: got the address of a page in Kibana; ${said}`);
  });

  test("of Kibana may lie below a path of its own", () => {
    expect(addressOf("Kibana", "https://example.com/kibana")).toBe("https://example.com/kibana");
  });
});
