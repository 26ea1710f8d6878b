import type { Check } from "../check.ts";
import { hostOf } from "../host-of.ts";
import { readContainerState } from "../host-state.ts";

export const check: Check = {
  id: "image-tag",
  asks: "Does the container run the image that was asked for?",
  why: "Puppet stays green when the pull of an image fails, and the old version goes on running.",
  source: "operations-puppet/modules/service/manifests/docker.pp",
  since: "0.1.0",
  layer: "host",
  writes: false,

  async run(session) {
    const host = hostOf(session);
    const expected = host.rendered.image;
    const container = await readContainerState(host);
    if (container === undefined) {
      return { status: "fail", expected, actual: `no container ${host.rendered.unit}` };
    }
    if (container.image !== expected) {
      return { status: "fail", expected, actual: container.image };
    }
    return { status: "pass", data: { image: container.image } };
  },
};
