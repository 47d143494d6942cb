package io.jitpeers.packaging.nativeimage;

/**
 * Something that code finds by its name at run time, so that metadata must name it.
 *
 * @param kind what is found
 * @param condition the class whose use makes the metadata apply; mostly the class that finds it
 * @param type the class that is found or has the member; empty if the scan cannot know it
 * @param name the name of the member, or the path of the resource; empty if the scan cannot know it
 */
record Need(Kind kind, String condition, String type, String name) {
  /** What is found. */
  enum Kind {
    TYPE,
    METHOD,
    FIELD,
    RESOURCE,
    /** A class whose native methods JNA binds, so that it lists them. */
    NATIVE_METHODS,
    /** A constructor that native code calls. */
    NATIVE_CONSTRUCTOR,
    /** A class whose fields or methods JNA reads because of its superclass. */
    JNA_TYPE,
    /** A call that these tests cannot judge. Extend {@link DynamicUses} when code needs it. */
    NOT_SUPPORTED
  }
}
