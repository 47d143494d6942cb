package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.testing.OnLoader;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers are found on every thread, whatever its class loader. */
class ProvidersTest {
  @TempDir Path folder;

  private static <P> List<String> names(FoundProviders<P> found) {
    return names(found.usable());
  }

  private static List<String> names(List<?> providers) {
    return providers.stream().map(provider -> provider.getClass().getSimpleName()).toList();
  }

  private static void assertFindsAll(ClassLoader context) throws Exception {
    assertThat(names(OnLoader.call(context, () -> Providers.find(EvictionPolicyProvider.class))))
        .contains("IdlePolicyProvider", "ProbationPolicyProvider")
        .doesNotHaveDuplicates();
    assertThat(names(OnLoader.call(context, () -> Providers.find(PacketSourceProvider.class))))
        .contains("UdpPacketSourceProvider");
    assertThat(names(OnLoader.call(context, () -> Providers.find(PeerStoreProvider.class))))
        .contains("InMemoryPeerStoreProvider");
  }

  @Test
  void areFoundWhateverTheThreadsClassLoader() throws Exception {
    assertFindsAll(null);
    assertFindsAll(ClassLoader.getSystemClassLoader());
    assertFindsAll(ClassLoader.getPlatformClassLoader());
    assertFindsAll(ProvidersTest.class.getClassLoader());
  }

  /** Such as a test's, or an application's in a container that has the library too. */
  @Test
  void thoseOfAnotherCopyOfTheLibraryAreLeftToIt() throws Exception {
    try (URLClassLoader copy = copyOfEverything()) {
      assertThat(copy.loadClass(EvictionPolicyProvider.class.getName()))
          .isNotSameAs(EvictionPolicyProvider.class);
      assertFindsAll(copy);
    }
  }

  /** A framework that has the application in a class loader of its own, and not on the thread. */
  @Test
  void areFoundWhereTheWholeLibraryIsInAClassLoaderOfItsOwn() throws Exception {
    try (URLClassLoader copy = copyOfEverything()) {
      Class<?> providers = copy.loadClass(Providers.class.getName());
      Class<?> spi = copy.loadClass(EvictionPolicyProvider.class.getName());
      for (ClassLoader context : Arrays.asList(null, ClassLoader.getSystemClassLoader(), copy)) {
        var find = providers.getDeclaredMethod("find", Class.class);
        find.setAccessible(true);
        Object all = OnLoader.call(context, () -> find.invoke(null, spi));
        var usable = all.getClass().getDeclaredMethod("usable");
        usable.setAccessible(true);
        List<?> found = (List<?>) usable.invoke(all);
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

  /** A plug-in that only the thread's class loader knows. */
  @Test
  void areFoundByTheThreadsClassLoaderToo() throws Exception {
    try (URLClassLoader plugins = plugins(PluginPolicyProvider.class.getName())) {
      assertThat(names(OnLoader.call(plugins, () -> Providers.find(EvictionPolicyProvider.class))))
          .contains("PluginPolicyProvider", "IdlePolicyProvider")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void oneThatCannotBeLoadedIsLeftOutAndToldOnce() throws Exception {
    try (URLClassLoader plugins = plugins("com.example.Missing")) {
      FoundProviders<EvictionPolicyProvider> found =
          OnLoader.call(plugins, () -> Providers.find(EvictionPolicyProvider.class));
      assertThat(names(found)).contains("IdlePolicyProvider");
      assertThat(found.broken()).hasSize(1);
      assertThat(found.broken().get(0).provider())
          .isEqualTo("com.example.Missing in " + folder + "/");
      assertThat(found.broken().get(0).reason()).isEqualTo("its class is missing");
    }
  }

  /** The rest of such a file is not read. */
  @Test
  void aServiceFileThatCannotBeReadIsTold() throws Exception {
    try (URLClassLoader plugins = plugins("not a class")) {
      FoundProviders<EvictionPolicyProvider> found =
          OnLoader.call(plugins, () -> Providers.find(EvictionPolicyProvider.class));
      assertThat(names(found)).contains("IdlePolicyProvider");
      assertThat(found.broken().toString()).contains(folder.toString());
    }
  }

  private URLClassLoader plugins(String provider) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(EvictionPolicyProvider.class.getName()), provider);
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, ProvidersTest.class.getClassLoader());
  }
}
