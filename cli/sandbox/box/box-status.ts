import type { World } from "../../base/world.ts";
import { boxDocker } from "./docker-engine.ts";
import type { BoxPlace } from "./place.ts";
import { builtStamp } from "./rootfs.ts";

const properties = ["Id", "ActiveState", "SubState", "NRestarts"];

/** Shows the units whose files are younger than the image: those that Puppet wrote. */
const script = `units=$(find /etc/systemd/system /lib/systemd/system -maxdepth 1 -type f -name '*.service' -newer ${builtStamp} -printf '%f ')
[ -z "$units" ] || systemctl show --property=${properties.join()} $units`;

/** Units of an instance that were made after its image, as systemd's properties; none of one that is away. */
export async function unitsOfInstance(
  name: string,
  place: BoxPlace,
  world: World,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const words = ["exec", name, "sh", "-c", script];
  const shown = await boxDocker(place, world)
    .run(`look at ${name}`, words)
    .catch(() => "");
  const blocks = shown.trim().split("\n\n");
  return blocks.filter((block) => block !== "").map(parseProperties);
}

function parseProperties(block: string): Readonly<Record<string, string>> {
  const pairs = block.split("\n").map((line): [string, string] => {
    const end = line.indexOf("=");
    return [line.slice(0, end), line.slice(end + 1)];
  });
  return Object.fromEntries(pairs);
}
