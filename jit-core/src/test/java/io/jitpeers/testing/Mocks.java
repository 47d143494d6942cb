package io.jitpeers.testing;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import org.mockito.MockMakers;

/** Creates mocks of types that allocation tests measure. */
public final class Mocks {
  private Mocks() {}

  /**
   * Creates a mock without a change of the interface's own code. By default Mockito changes the
   * default methods of a mocked interface, and all methods of a mocked class, for the whole JVM. A
   * test of allocation that runs later in the JVM would then measure Mockito's code: 48 bytes for
   * each refused packet.
   */
  public static <T> T ofInterface(Class<T> type) {
    return mock(type, withSettings().mockMaker(MockMakers.SUBCLASS));
  }
}
