#include "scheduler.hpp"

#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <sys/time.h>
#include <unistd.h>

#include "noc.hpp"

namespace emulator {
namespace {

// A kernel that crashes or never calls the API can only be stopped by a signal, which jumps back into run_program().
sigjmp_buf stopped_by_signal;
volatile sig_atomic_t signal_caught = 0;
volatile sig_atomic_t time_is_over = 0;

void on_fault(int signal) {
    signal_caught = signal;
    siglongjmp(stopped_by_signal, 1);
}

// Seconds; 0: never.
void ring_after(double seconds) {
    const auto whole = static_cast<time_t>(seconds);
    itimerval timer = {};
    timer.it_value = {.tv_sec = whole, .tv_usec = static_cast<suseconds_t>((seconds - static_cast<double>(whole)) * 1e6)};
    setitimer(ITIMER_REAL, &timer, nullptr);
}

void on_alarm(int) {
    if (time_is_over == 0) {
        time_is_over = 1;  // the scheduler will see it as soon as the kernel waits for something
        ring_after(1);
        return;
    }
    signal_caught = SIGALRM;
    siglongjmp(stopped_by_signal, 1);
}

void catch_signals(double time_limit_seconds) {
    static char signal_stack[64 * 1024];  // the stack of the kernel may be the thing that overflowed
    stack_t stack = {};
    stack.ss_sp = signal_stack;
    stack.ss_size = sizeof(signal_stack);
    sigaltstack(&stack, nullptr);

    struct sigaction action = {};
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    action.sa_handler = on_fault;
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
        sigaction(signal, &action, nullptr);
    }
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, nullptr);
    ring_after(time_limit_seconds);
}

std::string describe(const Processor& processor) {
    return text(
        "core ",
        text_of(processor.core->logical),
        ", ",
        processor.name().processor,
        " (",
        processor.name().role,
        "): ");
}

std::string fault_message(int signal) {
    switch (signal) {
        case SIGFPE:
            return "integer division by zero";
        case SIGILL:
            return "illegal instruction";
        default:
            return "segmentation fault: the kernel used a pointer that is none, or its stack overflowed";
    }
}

void require_nothing_outstanding(const Processor& processor) {
    if (processor.outstanding.empty()) {
        return;
    }
    const Transaction& left = processor.outstanding.front();
    NocSequence sequence = NocSequence::increment;
    if (left.kind != Transaction::Kind::increment) {
        sequence = left.kind == Transaction::Kind::read ? NocSequence::read : NocSequence::arrival;
    }
    fail_race(
        "the kernel ends, and ",
        left.call,
        " at ",
        text_of(left.site),
        " may still be under way: no ",
        barrier_of(sequence_offset(sequence, left.noc)),
        " after it");
}

std::vector<WaitingProcessor> waiting_processors(const Machine& program) {
    std::vector<WaitingProcessor> waiting;
    for (const auto& core : program.cores) {
        for (const Processor& processor : core->processors) {
            if (!processor.fiber->finished()) {
                waiting.push_back(
                    {core->logical,
                     processor.name(),
                     processor.site,
                     processor.waits_for ? processor.waits_for() : Wait{"nothing: it was running"}});
            }
        }
    }
    return waiting;
}

void start_fibers(Machine& program, const Kernels& kernels, Outcome& outcome) {
    for (auto& core : program.cores) {
        for (Processor& processor : core->processors) {
            const KernelMain kernel = kernels.of(processor);
            processor.fiber = std::make_unique<Fiber>([&processor, &outcome, kernel] {
                try {
                    kernel();
                    timing::leave();
                    if (processor.multicast_link_open) {
                        fail("the kernel ended with a linked multicast which no other multicast closed");
                    }
                    require_nothing_outstanding(processor);
                } catch (const std::exception& error) {
                    const bool race = dynamic_cast<const RaceError*>(&error) != nullptr;
                    outcome.verdict = race ? Outcome::Verdict::race : Outcome::Verdict::error;
                    outcome.message = text(describe(processor), error.what(), ", at ", text_of(processor.site));
                }
            });
        }
    }
}

// Gives each processor that can go on one turn. False if none could.
bool run_round(Machine& program, const Outcome& outcome, bool& all_finished) {
    bool progress = false;
    all_finished = true;
    for (auto& core : program.cores) {
        for (Processor& processor : core->processors) {
            if (processor.fiber->finished()) {
                continue;
            }
            all_finished = false;
            if (processor.ready && !processor.ready()) {
                continue;
            }
            running = &processor;
            processor.fiber->resume();
            progress = true;
            if (outcome.verdict != Outcome::Verdict::pass || time_is_over != 0) {
                return true;
            }
        }
    }
    return progress;
}

}  // namespace

Outcome run_program(Machine& program, const Kernels& kernels, double time_limit_seconds) {
    static Outcome outcome;  // static: a jump out of a signal handler does not restore locals
    machine = &program;
    timing::begin();
    start_fibers(program, kernels, outcome);
    catch_signals(time_limit_seconds);

    if (sigsetjmp(stopped_by_signal, 1) != 0) {
        if (signal_caught != SIGALRM) {
            outcome.verdict = Outcome::Verdict::error;
            outcome.message =
                describe(*running) + fault_message(signal_caught) + ", after the call at " + text_of(running->site);
            return outcome;
        }
    }
    bool all_finished = false;
    while (outcome.verdict == Outcome::Verdict::pass && time_is_over == 0 && !all_finished) {
        if (!run_round(program, outcome, all_finished) && !noc::deliver_one() && !all_finished) {
            outcome.verdict = Outcome::Verdict::hang;
            outcome.message = "no processor can go on";
            outcome.waiting = waiting_processors(program);
        }
    }
    ring_after(0);
    while (outcome.verdict == Outcome::Verdict::pass && noc::deliver_one()) {
    }
    if (time_is_over != 0 && outcome.verdict == Outcome::Verdict::pass) {
        outcome.verdict = Outcome::Verdict::timeout;
        outcome.message = text(
            "no end within the time limit of ",
            time_limit_seconds,
            " s, and no hang; last running: ",
            describe(*running),
            "it has made its last call at ",
            text_of(running->site));
    }
    return outcome;
}

}  // namespace emulator
