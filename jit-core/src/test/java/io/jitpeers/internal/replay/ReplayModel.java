package io.jitpeers.internal.replay;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.LinkedHashMap;
import java.util.Map;

/** A reference for the replay memory, built from the JDK's maps in insertion order. */
final class ReplayModel {
  private final int capacity;
  private final Map<PublicKey, Tai64n> strangers = new LinkedHashMap<>();
  private final Map<PublicKey, Tai64n> protectedKeys = new LinkedHashMap<>();
  private long forgotten;

  ReplayModel(int capacity) {
    this.capacity = capacity;
  }

  boolean advance(PublicKey key, Tai64n time) {
    Map<PublicKey, Tai64n> map = protectedKeys.containsKey(key) ? protectedKeys : strangers;
    Tai64n known = map.get(key);
    if (known != null && !time.isAfter(known)) {
      return false;
    }
    if (known == null && size() == capacity) {
      Map<PublicKey, Tai64n> full = strangers.isEmpty() ? protectedKeys : strangers;
      full.remove(full.keySet().iterator().next());
      forgotten++;
    }
    map.remove(key);
    map.put(key, time);
    return true;
  }

  void protect(PublicKey key) {
    Tai64n known = strangers.remove(key);
    known = known == null ? protectedKeys.remove(key) : known;
    if (known != null) {
      protectedKeys.put(key, known);
    }
  }

  int size() {
    return strangers.size() + protectedKeys.size();
  }

  long forgotten() {
    return forgotten;
  }
}
