package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.testing.OnLoader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers are found on every thread, whatever its context class loader. */
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

  /** A plug-in that only the thread's context class loader finds. */
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

  /**
   * A jar that was shaded with a signed library. The message of the exception names no jar, and the
   * other plug-ins have to be found in spite of it.
   */
  @Test
  void aJarWithAWrongSignatureIsNamedAndLeftOut() throws Exception {
    String services = "META-INF/services/" + EvictionPolicyProvider.class.getName();
    Path jar = wronglySignedJar(services);
    try (URLClassLoader plugins = plugins(PluginPolicyProvider.class.getName(), jar)) {
      FoundProviders<EvictionPolicyProvider> found =
          OnLoader.call(plugins, () -> Providers.find(EvictionPolicyProvider.class));
      assertThat(names(found)).contains("IdlePolicyProvider", "PluginPolicyProvider");
      assertThat(found.broken()).hasSize(1);
      assertThat(found.broken().get(0).provider()).isEqualTo(services + " in signed.jar");
      assertThat(found.broken().get(0).reason())
          .startsWith("java.lang.SecurityException: Invalid signature file digest");
    }
  }

  /** Another jar that is broken does not keep a missing class from being named. */
  @Test
  void aJarWithAWrongSignatureHidesNoOther() throws Exception {
    Path jar = wronglySignedJar("META-INF/services/" + EvictionPolicyProvider.class.getName());
    try (URLClassLoader plugins = plugins("com.example.Missing", jar)) {
      FoundProviders<EvictionPolicyProvider> found =
          OnLoader.call(plugins, () -> Providers.find(EvictionPolicyProvider.class));
      assertThat(found.broken()).hasSize(2);
      assertThat(found.broken().toString())
          .contains("signed.jar", "com.example.Missing in " + folder + "/");
    }
  }

  /** The search ends, and the other class loader's providers are found. */
  @Test
  void aClassLoaderThatAlwaysFailsIsLeft() throws Exception {
    ClassLoader failing =
        new ClassLoader(ProvidersTest.class.getClassLoader()) {
          @Override
          public Enumeration<URL> getResources(String name) {
            throw new IllegalStateException("closed");
          }
        };
    FoundProviders<EvictionPolicyProvider> found =
        OnLoader.call(failing, () -> Providers.find(EvictionPolicyProvider.class));
    assertThat(names(found)).contains("IdlePolicyProvider");
    assertThat(found.broken()).hasSize(1);
    assertThat(found.broken().get(0).reason()).contains("closed");
  }

  /** Writes a jar with the signature of another jar, as careless shading does. */
  private Path wronglySignedJar(String services) throws Exception {
    Path jar = folder.resolve("signed.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    URL signed = X25519.class.getProtectionDomain().getCodeSource().getLocation();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        FileSystem other = FileSystems.newFileSystem(Path.of(signed.toURI()));
        Stream<Path> files = Files.list(other.getPath("META-INF"))) {
      List<Path> signature =
          files.filter(file -> file.toString().matches(".*\\.(SF|RSA|DSA)")).toList();
      assertThat(signature).hasSize(2);
      for (Path file : signature) {
        write(out, file.toString(), Files.readAllBytes(file));
      }
      write(out, services, "com.example.Signed".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static void write(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private URLClassLoader plugins(String provider, Path... jars) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(EvictionPolicyProvider.class.getName()), provider);
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    urls.add(folder.toUri().toURL());
    return new URLClassLoader(urls.toArray(URL[]::new), ProvidersTest.class.getClassLoader());
  }
}
