import { describe, expect, test } from "vitest";
import { refuseAnswers } from "../../../cli/deploy/refuse-answers.ts";
import type { Answer } from "../../../cli/smoke/check.ts";

const asks = "Does it answer?";

function answer(status: Answer["status"], change: Partial<Answer> = {}): Answer {
  return { id: "crud", host: "a.example", status, seconds: 0, asks, ...change };
}

describe("the answers of smoke checks", () => {
  test.each([[[]], [[answer("pass"), answer("skip"), answer("warn")]]])(
    "let a deploy be done where none is wrong: %#",
    (answers) => {
      expect(() => refuseAnswers(answers)).not.toThrow();
    },
  );

  test("stop it where one is wrong, before one that could not be asked", () => {
    const answers = [answer("error"), answer("fail", { actual: "500." }), answer("fail")];
    expect(() => refuseAnswers(answers)).toThrow(
      expect.objectContaining({
        code: "checks-failed",
        message: "The check crud on a.example is wrong: 500. And 1 more.",
      }),
    );
  });

  test("stop it where one could not be asked", () => {
    expect(() => refuseAnswers([answer("error", { host: undefined })])).toThrow(
      expect.objectContaining({
        code: "checks-not-asked",
        message: "The check crud could not be asked: Does it answer.",
      }),
    );
  });

  test("tell what Kask said last, where its log is there", () => {
    const log = [
      '{"msg":"Starting","level":"INFO"}',
      '{"msg":"open x.pem: no such file","level":"FATAL"}',
      '{"msg":"bye","level":"INFO"}',
    ];
    expect(() => refuseAnswers([answer("pass", { data: { log } }), answer("fail")])).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("open x.pem") }),
    );
  });
});
