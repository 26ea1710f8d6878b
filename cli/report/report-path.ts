import { isAbsolute, normalize, relative, sep } from "node:path";

/** A file's name as machines want it: relative to `cwd` with slashes, and absolute only where it lies outside. */
export function reportPath(file: string, cwd: string): string {
  const path = isAbsolute(file) ? inside(file, cwd) : normalize(file);
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/** The same as a URI reference; what no URI can hold is percent-encoded. */
export function reportUri(file: string, cwd: string): string {
  const path = reportPath(file, cwd)
    .split("/")
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join("/");
  return isAbsolute(file) && path.startsWith("/") ? `file://${path}` : path;
}

function inside(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
}
