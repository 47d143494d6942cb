package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key pairs with self-signed certificates, created with keytool. */
final class Certificates {
  static final String PASSWORD = "changeit";

  private Certificates() {}

  /** Creates a PKCS#12 store with a new key pair for a subject alternative name. */
  static Path keyStore(Path directory, String name, String alternativeName) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Path log = directory.resolve(name + ".log");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + alternativeName,
                "-validity",
                "2")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(() -> read(log)).isZero();
    return store;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  /** Creates a store that trusts the certificate of another one. */
  static Path trustStore(Path directory, Path keyStore, String name) throws Exception {
    Certificate certificate = load(keyStore).getCertificate(name);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(name, certificate);
    Path store = directory.resolve(name + "-trust.p12");
    try (OutputStream out = Files.newOutputStream(store)) {
      trust.store(out, PASSWORD.toCharArray());
    }
    return store;
  }

  static SSLContext context(Path keyStore, Path trustStore) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(keyStore), PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(load(trustStore));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(Path store) throws Exception {
    return KeyStore.getInstance(new File(store.toString()), PASSWORD.toCharArray());
  }
}
