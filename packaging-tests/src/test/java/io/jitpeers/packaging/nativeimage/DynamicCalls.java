package io.jitpeers.packaging.nativeimage;

import io.jitpeers.packaging.nativeimage.Need.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The methods of the JDK and of JNA that find something by its name. */
final class DynamicCalls {
  private static final Set<String> RESOURCES =
      Set.of("getResource", "getResources", "getResourceAsStream");

  private static final Map<String, Kind> OF_CLASS =
      Map.of(
          "forName", Kind.TYPE,
          "getField", Kind.FIELD,
          "getDeclaredField", Kind.FIELD,
          "getMethod", Kind.METHOD,
          "getDeclaredMethod", Kind.METHOD,
          "getConstructor", Kind.METHOD,
          "getDeclaredConstructor", Kind.METHOD);

  private static final Set<String> LISTS_OF_CLASS =
      Set.of(
          "newInstance",
          "getFields",
          "getDeclaredFields",
          "getMethods",
          "getDeclaredMethods",
          "getConstructors",
          "getDeclaredConstructors",
          "getRecordComponents",
          "getPermittedSubclasses",
          "getDeclaredClasses",
          "getClasses");

  private static final Set<String> OTHERS =
      Set.of(
          "java/lang/reflect/Proxy.newProxyInstance",
          "java/util/ResourceBundle.getBundle",
          "java/io/ObjectInputStream.<init>",
          "java/io/ObjectOutputStream.<init>",
          "java/lang/System.load",
          "java/lang/System.loadLibrary",
          "com/sun/jna/Native.load",
          "com/sun/jna/Native.loadLibrary",
          "com/sun/jna/CallbackReference.getFunctionPointer");

  private DynamicCalls() {}

  /** Returns what a method finds; empty if it finds nothing by a name. */
  static Optional<Kind> kind(String owner, String method) {
    if (RESOURCES.contains(method)) {
      return Optional.of(Kind.RESOURCE);
    }
    if (OTHERS.contains(owner + "." + method) || owner.startsWith("java/lang/foreign/")) {
      return Optional.of(Kind.NOT_SUPPORTED);
    }
    return Optional.ofNullable(
        switch (owner) {
          case "java/lang/Class" ->
              LISTS_OF_CLASS.contains(method) ? Kind.NOT_SUPPORTED : OF_CLASS.get(method);
          case "java/lang/invoke/MethodHandles$Lookup" -> ofLookup(method);
          case "java/util/concurrent/atomic/AtomicIntegerFieldUpdater",
              "java/util/concurrent/atomic/AtomicLongFieldUpdater",
              "java/util/concurrent/atomic/AtomicReferenceFieldUpdater" ->
              method.equals("newUpdater") ? Kind.FIELD : null;
          default -> method.equals("loadClass") ? Kind.TYPE : null;
        });
  }

  private static Kind ofLookup(String method) {
    if (method.equals("findClass")) {
      return Kind.TYPE;
    }
    if (method.matches("find(Static)?(VarHandle|Getter|Setter)")) {
      return Kind.FIELD;
    }
    return method.matches("find(Static|Virtual|Special|Constructor)") ? Kind.METHOD : null;
  }
}
