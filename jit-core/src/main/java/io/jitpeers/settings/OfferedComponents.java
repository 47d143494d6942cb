package io.jitpeers.settings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records which components the settings can choose, and which components the settings have chosen.
 * Thread-safe.
 */
final class OfferedComponents {
  private record Offer(Set<String> names, List<String> inUse) {}

  private final Map<String, Offer> offers = new ConcurrentHashMap<>();

  void offer(String kind, Set<String> names, List<String> inUse) {
    offers.put(kind, new Offer(Set.copyOf(names), List.copyOf(inUse)));
  }

  /**
   * Returns the error message for an unknown key whose prefix names a component. Returns null if
   * the prefix names no component, or if the key looks like a misspelt setting of a chosen
   * component.
   */
  @Nullable String complaint(String key) {
    // A kind is a key that chooses components, such as packet-source. A kind may contain a dot, but
    // no kind is the beginning of another kind.
    String kind =
        offers.keySet().stream().filter(one -> key.startsWith(one + ".")).findFirst().orElse("");
    Offer offer = offers.get(kind);
    if (offer == null) {
      return null;
    }
    String rest = key.substring(kind.length() + 1);
    int dot = rest.indexOf('.');
    String name = dot < 0 ? rest : rest.substring(0, dot);
    if (!offer.names().contains(name)) {
      return null;
    }
    boolean chosen = offer.inUse().contains(name);
    if (dot < 0) {
      return "the key "
          + key
          + " has no value of its own, only settings below it; "
          + (chosen ? "remove it" : "to choose " + name + ", " + choose(kind, name, offer));
    }
    return chosen
        ? null
        : "the setting "
            + key
            + " belongs to "
            + kind
            + " "
            + name
            + ", which is not chosen"
            + (offer.inUse().isEmpty() ? "" : " (chosen: " + String.join(", ", offer.inUse()) + ")")
            + "; "
            + choose(kind, name, offer)
            + ", or remove the setting";
  }

  private static String choose(String kind, String name, Offer offer) {
    return offer.inUse().isEmpty() ? "set " + kind + "=" + name : "name " + name + " in " + kind;
  }
}
