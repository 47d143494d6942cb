package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import com.google.common.base.Throwables;
import io.jitpeers.testing.CapturedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyFileTest {
  private static final byte[] BYTES = bytes();
  private static final String KEY = Base64.getEncoder().encodeToString(BYTES);

  @TempDir Path folder;

  private static byte[] bytes() {
    byte[] bytes = new byte[PrivateKey.LENGTH];
    Arrays.fill(bytes, (byte) 0x5A);
    return bytes;
  }

  private Path file(String content, String permissions) throws Exception {
    Path file = Files.writeString(folder.resolve("key"), content);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", " \n\n"})
  void readsWhatGenkeyWrites(String end) throws Exception {
    assertThat(PrivateKeyFile.read(file(KEY + end, "rw-------")))
        .isEqualTo(PrivateKey.ofBytes(BYTES));
  }

  @Test
  void skipsAByteOrderMark() throws Exception {
    assertThat(PrivateKeyFile.read(file("\uFEFF" + KEY + "\n", "rw-------")))
        .isEqualTo(PrivateKey.ofBytes(BYTES));
  }

  @Test
  void saysHowToMakeAMissingFile() {
    Path none = folder.resolve("none");
    assertThatIOException()
        .isThrownBy(() -> PrivateKeyFile.read(none))
        .withMessage(
            "the private key file %s does not exist; make one: umask 077; wg genkey > %s",
            none, none);
  }

  @Test
  void refusesAFolder() {
    assertThatIOException()
        .isThrownBy(() -> PrivateKeyFile.read(folder))
        .withMessageStartingWith("the private key file " + folder + " cannot be read: ");
  }

  @Test
  void refusesZerosAndSaysHowToMakeAKey() throws Exception {
    Path file = file(Base64.getEncoder().encodeToString(new byte[32]), "rw-------");
    assertThatIOException()
        .isThrownBy(() -> PrivateKeyFile.read(file))
        .withMessageStartingWith("the private key file " + file + " holds no private key")
        .withMessageContaining("must not be all zeros");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hunter2", "hunter2hunter2hunter2hunter2hunter2hunter2huA=", "é"})
  void refusesGarbageWithoutQuotingIt(String content) throws Exception {
    Path file = file(content, "rw-------");
    assertThatIOException()
        .isThrownBy(() -> PrivateKeyFile.read(file))
        .withMessageStartingWith("the private key file " + file + " holds no private key")
        .satisfies(
            thrown ->
                assertThat(Throwables.getStackTraceAsString(thrown))
                    .doesNotContain("hunter2")
                    .doesNotContain("é"));
  }

  @Test
  void refusesAFileThatIsTooLongWithoutQuotingIt() throws Exception {
    Path file = file(KEY + " ".repeat(300), "rw-------");
    assertThatIOException()
        .isThrownBy(() -> PrivateKeyFile.read(file))
        .withMessageContaining("more than 256 bytes")
        .satisfies(
            thrown ->
                assertThat(Throwables.getStackTraceAsString(thrown))
                    .doesNotContain(KEY)
                    .doesNotContain(HexFormat.of().formatHex(BYTES)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--"})
  void warnsIfOthersCanReadTheKey(String permissions) throws Exception {
    Path file = file(KEY, permissions);
    assumeThat(Files.getFileStore(file).supportsFileAttributeView("posix")).isTrue();
    try (CapturedLog log = CapturedLog.of(PrivateKeyFile.class)) {
      PrivateKeyFile.read(file).destroy();
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains(file.toString(), "chmod 600")
          .doesNotContain(KEY);
    }
  }

  @Test
  void doesNotWarnIfOnlyTheOwnerCanRead() throws Exception {
    Path file = file(KEY, "rw-------");
    try (CapturedLog log = CapturedLog.of(PrivateKeyFile.class)) {
      PrivateKeyFile.read(file).destroy();
      assertThat(log.events()).isEmpty();
    }
  }
}
