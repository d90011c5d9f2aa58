import { InputError } from "../../../bin/input/input-error";

test("a path's control and invisible characters do not reach a terminal; letters stay as they are", () => {
  expect(new InputError("d\u001b[31m\u202e/é.json", "no such file or folder").message).toBe(
    "d?[31m?/é.json: no such file or folder",
  );
});
