package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.OnLoader;
import io.jitpeers.testing.PluginJar;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plug-ins that are broken stop those starts that choose them, and no others. */
class BrokenPluginsTest {
  private static final String POLICY =
      """
      import io.jitpeers.eviction.*;
      import io.jitpeers.settings.Settings;
      public class NAME implements EvictionPolicyProvider {
        BODY
        public String name() { return "mine"; }
        public EvictionPolicy create(Settings settings) { CREATE }
      }
      """;

  private static final String STORE =
      """
      import io.jitpeers.spi.*;
      import io.jitpeers.settings.Settings;
      public class NetlinkPeerStoreProvider implements PeerStoreProvider {
        public String name() { return "netlink"; }
        public PeerStore create(Settings settings) { return null; }
      }
      """;

  @TempDir Path folder;

  private static String policy(String name, String body, String create) {
    return POLICY.replace("NAME", name).replace("BODY", body).replace("CREATE", create);
  }

  private PluginJar jar(String name) {
    return new PluginJar(folder, name);
  }

  private PluginJar policyJar(String body, String create) {
    return jar("mine.jar")
        .source("Mine", policy("Mine", body, create))
        .service(EvictionPolicyProvider.class, "plugin.Mine");
  }

  private static void start(ClassLoader loader, String... settings) throws Exception {
    var unused = OnLoader.call(loader, () -> JitOrchestrator.builder(map(settings)));
  }

  private static Map<String, String> map(String... settings) {
    return switch (settings.length) {
      case 0 -> Map.of();
      case 2 -> Map.of(settings[0], settings[1]);
      default -> Map.of(settings[0], settings[1], settings[2], settings[3]);
    };
  }

  private static <E extends Throwable> E failure(
      Class<E> type, ClassLoader loader, String... settings) {
    E failure = catchThrowableOfType(type, () -> start(loader, settings));
    assertThat(failure).isNotNull();
    return failure;
  }

  /** One whose constructor or static initializer throws, and one whose class is not there. */
  private List<PluginJar> broken() {
    String right = "return view -> java.util.List.of();";
    return List.of(
        jar("constructor.jar")
            .source(
                "Broken",
                policy("Broken", "public Broken() { throw new RuntimeException(\"x1\"); }", right))
            .service(EvictionPolicyProvider.class, "plugin.Broken"),
        jar("initializer.jar")
            .source(
                "Broken",
                policy("Broken", "static { if (true) throw new RuntimeException(\"x1\"); }", right))
            .service(EvictionPolicyProvider.class, "plugin.Broken"),
        jar("private.jar")
            .source("Broken", policy("Broken", "private Broken() {}", right))
            .service(EvictionPolicyProvider.class, "plugin.Broken"),
        jar("other.jar")
            .source("Broken", "public class Broken {}")
            .service(EvictionPolicyProvider.class, "plugin.Broken"),
        jar("missing.jar").service(EvictionPolicyProvider.class, "plugin.Broken"),
        jar("base.jar")
            .source("Base", "public class Base {}")
            .source(
                "Broken",
                policy("Broken", "", right).replace("implements", "extends Base implements"))
            .without("Base")
            .service(EvictionPolicyProvider.class, "plugin.Broken"));
  }

  @Test
  void aBrokenOneThatNobodyChoosesIsAWarning() throws Exception {
    for (PluginJar plugin : broken()) {
      try (URLClassLoader loader = plugin.load();
          CapturedLog log = CapturedLog.ofAll()) {
        String jar = Path.of(loader.getURLs()[0].getPath()).getFileName().toString();
        assertThatCode(() -> start(loader)).as(jar).doesNotThrowAnyException();
        start(loader, "eviction-policy", "idle");
        assertThat(log.messages(Level.WARN)).as(jar).hasSize(2);
        assertThat(log.messages(Level.WARN).get(0))
            .contains("plugin.Broken in " + jar, "eviction-policy");
        assertThat(log.events().get(0).getThrowableProxy()).as(jar).isNotNull();
      }
    }
  }

  @Test
  void aBrokenOneThatIsChosenIsAnErrorWithItsClassAndJar() throws Exception {
    for (PluginJar plugin : broken()) {
      try (URLClassLoader loader = plugin.load()) {
        String jar = Path.of(loader.getURLs()[0].getPath()).getFileName().toString();
        SettingsException failure =
            failure(SettingsException.class, loader, "eviction-policy", "mine");
        assertThat(failure)
            .as(jar)
            .hasMessageContaining("no eviction-policy is named \"mine\"")
            .hasMessageContaining("plugin.Broken in " + jar);
        assertThat(failure.getCause()).as(jar).isNotNull();
      }
    }
  }

  /** The service loader stops at none of them. */
  @Test
  void thoseBesideABrokenOneAreFound() throws Exception {
    PluginJar all =
        jar("all.jar")
            .source("Mine", policy("Mine", "", "return view -> java.util.List.of();"))
            .source("Bad", policy("Bad", "public Bad() { throw new Error(); }", "return null;"))
            .service(EvictionPolicyProvider.class, "plugin.Missing")
            .service(EvictionPolicyProvider.class, "plugin.Bad")
            .service(EvictionPolicyProvider.class, "plugin.Mine");
    try (URLClassLoader loader = all.load();
        CapturedLog log = CapturedLog.ofAll()) {
      start(loader, "eviction-policy", "mine,idle");
      assertThat(log.messages(Level.WARN)).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "null, returned null",
    "'\"\"', 'returned \"\"'",
    "'\" \"', 'returned \" \"'",
    "'\"a,b\"', 'returned \"a,b\"'",
    "'\"type\"', is a key of the settings",
    "'String.valueOf(Integer.parseInt(null))', NumberFormatException"
  })
  void oneWithoutANameIsLeftOut(String name, String reason) throws Exception {
    PluginJar plugin =
        jar("nameless.jar")
            .source("Mine", policy("Mine", "", "return null;").replace("\"mine\"", name))
            .service(EvictionPolicyProvider.class, "plugin.Mine");
    try (URLClassLoader loader = plugin.load();
        CapturedLog log = CapturedLog.ofAll()) {
      start(loader);
      assertThat(log.messages(Level.WARN)).hasSize(1);
      assertThat(log.messages(Level.WARN).get(0)).contains("plugin.Mine in nameless.jar", reason);
      assertThat(failure(SettingsException.class, loader, "eviction-policy", "x"))
          .hasMessageContaining("plugin.Mine in nameless.jar");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "throw new IllegalStateException(\"no licence\");, no licence, IllegalStateException",
    "throw new IllegalArgumentException(\"no licence\");, no licence, IllegalArgumentException",
    "throw new io.jitpeers.settings.SettingsException(\"no licence\");, no licence, SettingsException",
    "throw new NoClassDefFoundError(\"a/B\");, a/B, NoClassDefFoundError"
  })
  void aComponentThatCannotBeCreatedIsNamedWithItsProvider(
      String create, String reason, String cause) throws Exception {
    try (URLClassLoader loader = policyJar("", create).load()) {
      SettingsException failure =
          failure(SettingsException.class, loader, "eviction-policy", "mine");
      assertThat(failure)
          .hasMessageContaining("the eviction-policy \"mine\" cannot be created")
          .hasMessageContaining(reason)
          .hasMessageContaining("plugin.Mine in mine.jar");
      assertThat(failure.getCause().getClass().getSimpleName()).isEqualTo(cause);
      start(loader, "eviction-policy", "idle");
    }
  }

  @Test
  void aProviderThatReturnsNullIsNamed() throws Exception {
    try (URLClassLoader loader = policyJar("", "return null;").load()) {
      assertThat(failure(SettingsException.class, loader, "eviction-policy", "mine"))
          .hasMessage(
              "the eviction-policy \"mine\" cannot be created: its provider returned null (provider"
                  + " plugin.Mine in mine.jar)");
    }
  }

  @Test
  void whatIsNotAvailableStaysAnIoFailureAndSaysWhose() throws Exception {
    String create = "throw new java.io.UncheckedIOException(new java.io.IOException(\"no disk\"));";
    try (URLClassLoader loader = policyJar("", create).load()) {
      assertThat(failure(UncheckedIOException.class, loader, "eviction-policy", "mine"))
          .hasMessageContaining("the eviction-policy \"mine\" cannot be created")
          .hasMessageContaining("plugin.Mine in mine.jar")
          .hasRootCauseMessage("no disk");
    }
  }

  @Test
  void twoOfOneNameStopOnlyThoseWhoChooseIt() throws Exception {
    String right = "return view -> java.util.List.of();";
    PluginJar one =
        jar("one.jar")
            .source("One", policy("One", "", right))
            .service(EvictionPolicyProvider.class, "plugin.One");
    PluginJar two =
        jar("two.jar")
            .source("Two", policy("Two", "", right))
            .service(EvictionPolicyProvider.class, "plugin.Two");
    try (URLClassLoader loader =
        PluginJar.loader(getClass().getClassLoader(), one.build(), two.build())) {
      start(loader);
      start(loader, "eviction-policy", "idle");
      assertThat(failure(SettingsException.class, loader, "eviction-policy", "mine"))
          .hasMessage(
              "the eviction-policy \"mine\" has 2 providers of that name: plugin.One in one.jar and"
                  + " plugin.Two in two.jar; keep the artifact of one of them");
    }
  }

  /** As when jars are packed into one and their service files are not merged. */
  @Test
  void anArtifactWhoseServiceFileIsLostIsNotSaidToBeAbsent() throws Exception {
    PluginJar shaded =
        jar("app.jar")
            .source("io.jitpeers.netlink", "NetlinkPeerStoreProvider", STORE)
            .service(PeerStoreProvider.class, "io.jitpeers.store.InMemoryPeerStoreProvider");
    try (URLClassLoader loader = shaded.load()) {
      assertThat(failure(SettingsException.class, loader, "peer-store", "netlink"))
          .hasMessageStartingWith("no peer-store is named \"netlink\"; its class")
          .hasMessageContaining("io.jitpeers.netlink.NetlinkPeerStoreProvider in app.jar")
          .hasMessageContaining("no file META-INF/services/" + PeerStoreProvider.class.getName())
          .hasMessageContaining("docs/packaging.md")
          .hasMessageNotContaining("add the artifact");
      assertThat(failure(SettingsException.class, loader, "packet-source", "pcap"))
          .hasMessage("no packet-source is named \"pcap\"; add the artifact io.jitpeers:jit-pcap");
    }
  }

  @Test
  void anotherOnesArtifactMayHaveLostItsServiceFileToo() throws Exception {
    assertThat(failure(SettingsException.class, getClass().getClassLoader(), "packet-source", "x"))
        .hasMessageStartingWith("no packet-source is named \"x\"; set it to udp")
        .hasMessageContaining("docs/packaging.md");
  }
}
