package io.jitpeers.settings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which components settings can name, and do. Thread-safe. */
final class OfferedComponents {
  private record Offer(Set<String> names, List<String> inUse) {}

  private final Map<String, Offer> offers = new ConcurrentHashMap<>();

  void offer(String kind, Set<String> names, List<String> inUse) {
    offers.put(kind, new Offer(Set.copyOf(names), List.copyOf(inUse)));
  }

  /**
   * Says what is wrong with a key that nobody asked for, if it is of a component that could be
   * named and is not; null if that is not so.
   */
  @Nullable String complaint(String key) {
    String[] parts = key.split("\\.", 3);
    Offer offer = parts.length < 3 ? null : offers.get(parts[0]);
    if (offer == null || !offer.names().contains(parts[1]) || offer.inUse().contains(parts[1])) {
      return null;
    }
    String kind = parts[0];
    String name = parts[1];
    return offer.inUse().isEmpty()
        ? "the setting " + key + " has no use without " + kind + "=" + name + "; set it"
        : "the setting "
            + key
            + " has no use, for the "
            + kind
            + " in use is "
            + String.join(", ", offer.inUse())
            + "; name "
            + name
            + " in "
            + kind
            + " too or instead, or remove the setting";
  }
}
