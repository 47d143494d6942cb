package io.jitpeers.site;

import java.util.List;

/**
 * A type with the documentation of its members.
 *
 * @param name the simple name
 * @param text its documentation
 * @param members an enum's constants, or a sealed interface's records, in the source's order
 */
record DocumentedType(String name, String text, List<Member> members) {

  /**
   * A constant or a record.
   *
   * @param name its name
   * @param text its documentation
   * @param components a record's components; empty for a constant
   */
  record Member(String name, String text, List<Component> components) {}

  /**
   * A component of a record.
   *
   * @param name its name
   * @param type its type, as in the source
   * @param text its documentation, in one line
   */
  record Component(String name, String type, String text) {}
}
