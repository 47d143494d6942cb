package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testing.OnLoader;
import io.jitpeers.testing.PluginJar;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library as a named module, with plug-ins that are modules too. */
class ModulePathPluginsTest {
  private static final String CORE = "io.jitpeers.core";

  @TempDir Path folder;

  /** What jit-core needs, of the jars that these tests run with. */
  private static Path[] library() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(
            path ->
                Files.exists(path.resolve("module-info.class"))
                    || path.getFileName()
                        .toString()
                        .matches(
                            "(guava|failureaccess|caffeine|bcprov|slf4j-api|jspecify).*[.]jar"))
        .toArray(Path[]::new);
  }

  private static ModuleLayer layer(ModuleLayer parent, String root, Path... path) {
    Configuration modules =
        parent
            .configuration()
            .resolveAndBind(ModuleFinder.of(path), ModuleFinder.of(), Set.of(root));
    return parent.defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader());
  }

  private Path plugin(String body) throws Exception {
    return new PluginJar(folder, "mine.jar")
        .module(
            "module mine { requires io.jitpeers.core;"
                + " provides io.jitpeers.eviction.EvictionPolicyProvider with plugin.Mine; }")
        .source(
            "Mine",
            """
            import io.jitpeers.eviction.*;
            import io.jitpeers.settings.Settings;
            public class Mine implements EvictionPolicyProvider {
              BODY
              public String name() { return "mine"; }
              public EvictionPolicy create(Settings settings) { return view -> java.util.List.of(); }
            }
            """
                .replace("BODY", body))
        .build();
  }

  private static void start(ModuleLayer core, ClassLoader context, String policies)
      throws Exception {
    Class<?> orchestrator = core.findLoader(CORE).loadClass("io.jitpeers.JitOrchestrator");
    assertThat(orchestrator.getModule().getName()).isEqualTo(CORE);
    Map<String, String> settings =
        Map.of(
            "eviction-policy",
            policies,
            "peer-store",
            "memory",
            "packet-source",
            "udp",
            "packet-source.udp.port",
            "0");
    Object builder =
        OnLoader.call(
            context, () -> orchestrator.getMethod("builder", Map.class).invoke(null, settings));
    // Without a config source it fails and closes what it has made.
    assertThatThrownBy(() -> builder.getClass().getMethod("build").invoke(builder))
        .cause()
        .hasMessageContaining("no config source was given");
  }

  @Test
  void ownProvidersAreFoundWhateverTheThreadsClassLoader() throws Exception {
    ModuleLayer core = layer(ModuleLayer.boot(), CORE, library());
    for (ClassLoader context :
        Arrays.asList(
            null,
            ClassLoader.getSystemClassLoader(),
            ClassLoader.getPlatformClassLoader(),
            core.findLoader(CORE))) {
      start(core, context, "expiry,probation,idle");
    }
  }

  @Test
  void aPluginOfAnotherLayerIsFoundByTheThreadsClassLoader() throws Exception {
    ModuleLayer core = layer(ModuleLayer.boot(), CORE, library());
    ModuleLayer plugins = layer(core, "mine", plugin(""));
    start(core, plugins.findLoader("mine"), "mine,idle");
    assertThatThrownBy(() -> start(core, null, "mine"))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .hasMessageContaining("no eviction-policy is named \"mine\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public Mine() { throw new IllegalStateException(\"not today\"); }",
        "static { if (true) throw new IllegalStateException(\"not today\"); }"
      })
  void aBrokenModuleStopsOnlyWhoeverChoosesIt(String body) throws Exception {
    ModuleLayer core = layer(ModuleLayer.boot(), CORE, library());
    ModuleLayer plugins = layer(core, "mine", plugin(body));
    start(core, plugins.findLoader("mine"), "idle");
    assertThatThrownBy(() -> start(core, plugins.findLoader("mine"), "mine"))
        .cause()
        .hasMessageContaining("plugin.Mine in mine.jar")
        .hasMessageContaining("not today");
  }
}
