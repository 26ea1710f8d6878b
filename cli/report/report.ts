/**
 * Report: any result in, text for people or machines out.
 *
 * Takes  a value that a room gave.
 * Gives  a string: text, JSON, HTML, TAP, JUnit, Prometheus, Nagios.
 * Never  prints, reads, asks or judges, or lets a value pass for markup or for a terminal's control.
 */

/** How text for a person looks. */
export interface TextStyle {
  /** Whether it may hold colours. */
  readonly color: boolean;
}
