package io.jitpeers.testkit.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/**
 * Runs the tests of a contract on one implementation, as JUnit does: an instance for each test,
 * with what is to be done before and after it.
 */
final class ContractRun {
  private final Map<String, Throwable> failures = new LinkedHashMap<>();
  private int tests;

  private ContractRun() {}

  /** Runs all tests of a contract; those whose assumption does not hold count as passed. */
  static ContractRun of(Supplier<?> contract) throws Exception {
    ContractRun run = new ContractRun();
    for (Method test : tests(contract.get().getClass())) {
      for (Object[] arguments : arguments(test)) {
        run.test(contract.get(), test, arguments);
      }
    }
    if (run.tests == 0) {
      throw new AssertionError("the contract has no tests");
    }
    return run;
  }

  /** What failed, by the name of the test. */
  Map<String, Throwable> failures() {
    return failures;
  }

  private static List<Method> tests(Class<?> type) {
    return methods(type)
        .filter(
            m ->
                m.isAnnotationPresent(Test.class) || m.isAnnotationPresent(ParameterizedTest.class))
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private static Stream<Method> methods(Class<?> type) {
    return type == Object.class
        ? Stream.empty()
        : Stream.concat(methods(type.getSuperclass()), Arrays.stream(type.getDeclaredMethods()));
  }

  private static List<Object[]> arguments(Method test) {
    if (test.isAnnotationPresent(Test.class)) {
      return List.<Object[]>of(new Object[0]);
    }
    List<Object[]> all = new ArrayList<>();
    if (test.isAnnotationPresent(EnumSource.class)) {
      for (Object constant : test.getParameterTypes()[0].getEnumConstants()) {
        all.add(new Object[] {constant});
      }
      return all;
    }
    ValueSource values = test.getAnnotation(ValueSource.class);
    if (values == null) {
      throw new AssertionError("arguments of another kind: " + test);
    }
    Arrays.stream(values.ints()).forEach(value -> all.add(new Object[] {value}));
    Arrays.stream(values.strings()).forEach(value -> all.add(new Object[] {value}));
    return all;
  }

  private void test(Object instance, Method test, Object[] arguments) throws Exception {
    tests++;
    try {
      callAll(instance, BeforeEach.class);
      call(instance, test, arguments);
    } catch (TestAbortedException e) {
      // What the contract asks is not arranged here.
    } catch (Throwable e) {
      failures.put(test.getName(), e);
    }
    try {
      callAll(instance, AfterEach.class);
    } catch (Throwable e) {
      failures.putIfAbsent(test.getName(), e);
    }
  }

  private static void callAll(
      Object instance, Class<? extends java.lang.annotation.Annotation> annotation)
      throws Throwable {
    for (Method method : methods(instance.getClass()).toList()) {
      if (method.isAnnotationPresent(annotation)) {
        call(instance, method);
      }
    }
  }

  private static void call(Object instance, Method method, Object... arguments) throws Throwable {
    method.setAccessible(true);
    try {
      method.invoke(instance, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
