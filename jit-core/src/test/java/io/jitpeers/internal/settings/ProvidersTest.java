package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerStoreProvider;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers are found on every thread, whatever its context class loader. */
class ProvidersTest {
  @TempDir Path folder;

  private static <T> T with(ClassLoader context, Callable<T> call) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(context);
    try {
      return call.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static <P> List<String> names(List<P> providers) {
    return providers.stream().map(provider -> provider.getClass().getSimpleName()).toList();
  }

  private static void assertFindsAll(ClassLoader context) throws Exception {
    assertThat(names(with(context, () -> Providers.find(EvictionPolicyProvider.class))))
        .contains("IdlePolicyProvider", "ProbationPolicyProvider")
        .doesNotHaveDuplicates();
    assertThat(names(with(context, () -> Providers.find(PacketSourceProvider.class))))
        .contains("UdpPacketSourceProvider");
    assertThat(names(with(context, () -> Providers.find(PeerStoreProvider.class))))
        .contains("InMemoryPeerStoreProvider");
  }

  @Test
  void areFoundWhateverTheThreadsClassLoader() throws Exception {
    assertFindsAll(null);
    assertFindsAll(ClassLoader.getSystemClassLoader());
    assertFindsAll(ClassLoader.getPlatformClassLoader());
    assertFindsAll(ProvidersTest.class.getClassLoader());
  }

  /**
   * For example, a test's copy, or that of an application in a container that also has the library.
   */
  @Test
  void thoseOfAnotherCopyOfTheLibraryAreLeftToIt() throws Exception {
    try (URLClassLoader copy = copyOfEverything()) {
      assertThat(copy.loadClass(EvictionPolicyProvider.class.getName()))
          .isNotSameAs(EvictionPolicyProvider.class);
      assertFindsAll(copy);
    }
  }

  /**
   * A framework loads the application with a class loader of its own and does not set it as the
   * thread's.
   */
  @Test
  void areFoundWhereTheWholeLibraryIsInAClassLoaderOfItsOwn() throws Exception {
    try (URLClassLoader copy = copyOfEverything()) {
      Class<?> providers = copy.loadClass(Providers.class.getName());
      Class<?> spi = copy.loadClass(EvictionPolicyProvider.class.getName());
      for (ClassLoader context : Arrays.asList(null, ClassLoader.getSystemClassLoader(), copy)) {
        var find = providers.getDeclaredMethod("find", Class.class);
        find.setAccessible(true);
        List<?> found = (List<?>) with(context, () -> find.invoke(null, spi));
        assertThat(names(found)).contains("IdlePolicyProvider").doesNotHaveDuplicates();
        assertThat(found).allMatch(spi::isInstance);
      }
    }
  }

  private static URLClassLoader copyOfEverything() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** A plug-in that only the thread's context class loader finds. */
  @Test
  void areFoundByTheThreadsClassLoaderToo() throws Exception {
    try (URLClassLoader plugins = plugins(PluginPolicyProvider.class.getName())) {
      assertThat(names(with(plugins, () -> Providers.find(EvictionPolicyProvider.class))))
          .contains("PluginPolicyProvider", "IdlePolicyProvider")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void oneThatCannotBeLoadedIsAnErrorWithASentence() throws Exception {
    try (URLClassLoader plugins = plugins("com.example.Missing")) {
      assertThatThrownBy(() -> with(plugins, () -> Providers.find(EvictionPolicyProvider.class)))
          .isInstanceOf(SettingsException.class)
          .hasMessageStartingWith("a provider cannot be loaded: ")
          .hasMessageContaining("com.example.Missing")
          .hasMessageEndingWith("; complete or remove the artifact that names it");
    }
  }

  private URLClassLoader plugins(String provider) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(EvictionPolicyProvider.class.getName()), provider);
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, ProvidersTest.class.getClassLoader());
  }
}
