import type { TypeAlias } from "./signatures.ts";

const ipv4Part = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
/** An address of either family, with or without the length of its network. */
const ipAddress = [
  String.raw`/\A(?:${ipv4Part}\.){3}${ipv4Part}(?:\/(?:3[0-2]|[12]?[0-9]))?\z/`,
  String.raw`/\A[[:xdigit:]]*:[[:xdigit:]:]*:(?:[[:xdigit:]]*|(?:${ipv4Part}\.){3}${ipv4Part})(?:%[[:alnum:]]+)?(?:\/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?\z/`,
].join(", ");
const label = "[[:alnum:]](?:[[:alnum:]-]*[[:alnum:]])?";

/**
 * The type aliases that the catalogue's parameters use. The patterns for names and addresses are
 * our own: they take what those of stdlib take, and some oddities more.
 * @see puppetlabs-stdlib, types/; operations-puppet, modules/{wmflib,java}/types/
 */
export const catalogueAliases: ReadonlyMap<string, TypeAlias> = new Map(
  (
    [
      ["Stdlib::Port", "Integer[0, 65535]", "vendor_modules/stdlib/types/port.pp", 2],
      ["Stdlib::Port::User", "Integer[1024, 49151]", "vendor_modules/stdlib/types/port/user.pp", 2],
      [
        "Stdlib::Unixpath",
        String.raw`Pattern[/\A\/([^\n\/\0]+\/*)*\z/]`,
        "vendor_modules/stdlib/types/unixpath.pp",
        3,
      ],
      [
        "Stdlib::Fqdn",
        String.raw`Pattern[/\A(?:${label}\.)*${label}\z/]`,
        "vendor_modules/stdlib/types/fqdn.pp",
        2,
      ],
      [
        "Stdlib::Host",
        "Variant[Stdlib::Fqdn, Stdlib::Compat::Ip_address]",
        "vendor_modules/stdlib/types/host.pp",
        2,
      ],
      [
        "Stdlib::Compat::Ip_address",
        `Pattern[${ipAddress}]`,
        "vendor_modules/stdlib/types/compat/ip_address.pp",
        2,
      ],
      [
        "Stdlib::IP::Address",
        `Pattern[${ipAddress}]`,
        "vendor_modules/stdlib/types/ip/address.pp",
        2,
      ],
      ["Wmflib::Ensure", "Enum['present', 'absent']", "modules/wmflib/types/ensure.pp", 2],
      [
        "Java::PackageInfo",
        "Struct[{version => Java::Version, variant => Java::Variant}]",
        "modules/java/types/packageinfo.pp",
        2,
      ],
      ["Java::Version", "Enum['7', '8', '11', '17', '21']", "modules/java/types/version.pp", 2],
      [
        "Java::Variant",
        "Enum['jre', 'jre-headless', 'jdk', 'jdk-headless']",
        "modules/java/types/variant.pp",
        2,
      ],
      [
        "Java::Egd_source",
        "Enum['/dev/random', '/dev/urandom', '/dev/./urandom']",
        "modules/java/types/egd_source.pp",
        4,
      ],
    ] as const
  ).map(([name, type, file, line]) => [name.toLowerCase(), { name, type, file, line }]),
);
