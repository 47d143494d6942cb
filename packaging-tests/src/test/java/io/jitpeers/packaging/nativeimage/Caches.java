package io.jitpeers.packaging.nativeimage;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.packaging.nativeimage.Need.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The classes that Caffeine chooses, by names that it makes from the options of each cache. */
final class Caches {
  private static final String PACKAGE = "com.github.benmanes.caffeine.cache.";

  private Caches() {}

  /** Builds an orchestrator with each cache, and returns what Caffeine has found by name. */
  static List<Need> needs() throws ReflectiveOperationException, IOException {
    JitOrchestrator.builder(
            Map.of(
                "packet-source", "udp",
                "packet-source.udp.port", "0",
                "peer-store", "memory",
                "fleet", "redis",
                "fleet.gateway", "gateway-1",
                "fleet.redis.url", "redis://127.0.0.1:9",
                "config-source", "http",
                "config-source.http.base-url", "http://127.0.0.1:9"))
        .build()
        .close();
    List<Need> needs = new ArrayList<>();
    for (String type : found("LocalCacheFactory")) {
      needs.add(new Need(Kind.FIELD, PACKAGE + "Caffeine", type, "FACTORY"));
      addMembers(needs, type);
    }
    for (String type : found("NodeFactory")) {
      addMembers(needs, type);
    }
    return needs;
  }

  private static List<String> found(String factory) throws ReflectiveOperationException {
    Field factories = Class.forName(PACKAGE + factory).getField("FACTORIES");
    factories.setAccessible(true);
    return ((Map<?, ?>) factories.get(null)).keySet().stream().map(key -> PACKAGE + key).toList();
  }

  private static void addMembers(List<Need> needs, String type) throws IOException {
    needs.add(new Need(Kind.METHOD, PACKAGE + "Caffeine", type, "<init>"));
    String file = "/" + type.replace('.', '/') + ".class";
    try (InputStream in = Caches.class.getResourceAsStream(file)) {
      for (Need need : DynamicUses.of(in.readAllBytes()).needs()) {
        needs.add(new Need(need.kind(), PACKAGE + "Caffeine", type, need.name()));
      }
    }
  }
}
