package io.jitpeers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.json.JsonParserFactory;

/** Tests that the metadata for completion has the keys that the library's parts read. */
class MetadataTest {
  private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

  @TempDir Path folder;

  /** Records which keys were read, in the settings of a part that it makes. */
  public static final class RecordingProvider implements PeerStoreProvider {
    static volatile Settings settings;

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public PeerStore create(Settings scope) {
      settings = scope;
      return InMemoryPeerStore.builder()
          .privateKey(PrivateKey.generate(new SecureRandom()))
          .build();
    }
  }

  @Test
  void eachKeyOfTheLibraryHasMetadata() throws Exception {
    Set<String> read = new TreeSet<>(optionsAndKinds());
    read.addAll(keysOfProviders());
    // Read for the message that they were chosen in one of two ways, or by this test.
    read.removeIf(key -> key.endsWith(".type") || key.contains("recording"));
    read.remove("config-source.http.changes.mode");

    assertThat(names()).containsExactlyInAnyOrderElementsOf(read);
  }

  private static Set<String> optionsAndKinds() {
    Map<String, String> settings =
        Map.of(
            "packet-source", "udp",
            "packet-source.udp.port", "0",
            "peer-store", "recording",
            "eviction-policy", "capacity,expiry,idle,probation",
            "eviction-policy.capacity.hard", "1000",
            "config-source", "http",
            "config-source.http.base-url", "http://127.0.0.1:9");
    JitOrchestrator.builder(settings).discard();
    return RecordingProvider.settings.knownKeys();
  }

  /** What a provider must be given before it reads its other keys. Nothing of it exists. */
  private Map<String, String> required() {
    Map<String, String> required = new HashMap<>();
    required.put("packet-source.pcap.interface", "jit-none");
    required.put("packet-source.pcap.ports", "51820");
    required.put("packet-source.nfqueue.queue", "1");
    required.put("packet-source.udp.port", "0");
    required.put("outbound-source.pcap.interface", "jit-none");
    required.put("transport-source.pcap.interface", "jit-none");
    required.put("peer-store.netlink.interface", "jit-none");
    required.put("replay-store.sqlite.file", folder.resolve("replay").toString());
    required.put("fleet.redis.url", "redis://127.0.0.1:9");
    required.put("config-source.http.base-url", "http://127.0.0.1:9");
    return required;
  }

  private Set<String> keysOfProviders() throws Exception {
    Settings settings = Settings.of(required());
    for (String[] kind :
        List.of(
            new String[] {"packet-source", "io.jitpeers.spi.PacketSourceProvider"},
            new String[] {"peer-store", "io.jitpeers.spi.PeerStoreProvider"},
            new String[] {"config-source", "io.jitpeers.spi.PeerConfigSourceProvider"},
            new String[] {"outbound-source", "io.jitpeers.wakeup.OutboundSourceProvider"},
            new String[] {"transport-source", "io.jitpeers.recovery.TransportSourceProvider"},
            new String[] {"replay-store", "io.jitpeers.spi.ReplayStoreProvider"},
            new String[] {"fleet", "io.jitpeers.spi.FleetProvider"})) {
      for (Object provider : ServiceLoader.load(Class.forName(kind[1]))) {
        create((ComponentProvider<?>) provider, settings.scope(kind[0]));
      }
    }
    return settings.knownKeys();
  }

  /** Creates a part, or fails because the device does not exist; the keys were read before. */
  private static void create(ComponentProvider<?> provider, Settings kind) throws Exception {
    Object part = null;
    try {
      part = provider.create(kind.scope(provider.name()));
    } catch (UncheckedIOException | IllegalStateException expected) {
      assertThat(expected).hasMessageContaining("jit-none");
    }
    if (part instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @Test
  void theStarterKnowsTheKeysOfTheMetadata() throws Exception {
    assertThat(new PropertyKeys().all())
        .containsExactlyInAnyOrderElementsOf(
            properties()
                .map(property -> property.get("name").toString().replaceFirst("^jit\\.", ""))
                .toList());
  }

  @Test
  void noTwoKeysAreTheSameInEnvironmentVariables() throws Exception {
    assertThat(names().stream().map(name -> name.replaceAll("[-.]", ""))).doesNotHaveDuplicates();
  }

  @Test
  void eachPropertyIsDescribedInASentence() throws Exception {
    for (Map<?, ?> property : properties().toList()) {
      assertThat((String) property.get("description"))
          .as(property.get("name").toString())
          .matches("[A-Z].*\\.")
          .doesNotContain("**", "`");
      assertThat((String) property.get("type")).matches("(java|io\\.jitpeers)\\..*");
    }
  }

  private static Set<String> names() throws Exception {
    return properties()
        .map(property -> property.get("name").toString().replaceFirst("^jit\\.", ""))
        .filter(name -> !JitProperties.OWN.contains(name))
        .collect(Collectors.toSet());
  }

  private static Stream<? extends Map<?, ?>> properties() throws Exception {
    try (InputStream file = MetadataTest.class.getResourceAsStream(METADATA)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      List<?> properties =
          (List<?>) JsonParserFactory.getJsonParser().parseMap(text).get("properties");
      return properties.stream().map(property -> (Map<?, ?>) property);
    }
  }
}
